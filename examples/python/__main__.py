import json

import pulumi
import pulumi_lambdacode as lambdacode

config = pulumi.Config()
function_name = config.require("functionName")
# A secret stays one: in the state it is sealed, and of triggers there is but a digest.
release_notes = config.require_secret("releaseNotes")

api = lambdacode.FunctionCode(
    "api",
    function_name=function_name,
    code=pulumi.FileArchive("./app"),
    publish=True,
    version_description=release_notes,
    triggers={"notes": release_notes},
)

# A package without a folder: texts, files and archives, by their paths in it.
job = lambdacode.FunctionCode(
    "job",
    function_name=f"{function_name}-job",
    code=pulumi.AssetArchive(
        {
            "index.mjs": pulumi.FileAsset("./app/index.mjs"),
            "settings.json": pulumi.StringAsset(json.dumps({"api": function_name})),
            "assets": pulumi.FileArchive("./app"),
        }
    ),
    on_foreign_change=lambdacode.OnForeignChange.OVERWRITE,
)

pulumi.export("version", api.version)
pulumi.export("codeSha256", api.code_sha256)
pulumi.export("jobSha256", job.code_sha256)
