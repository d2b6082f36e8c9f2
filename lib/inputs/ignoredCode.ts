// What is wanted is found out by check, from what these name: Pulumi, which puts their old words in place of the new ones
// before that, would ignore no change of the code, or make a pin of the hash of the last deploy.
const wantedCode = ["*", "code", "s3Bucket", "s3Key", "imageUri", "sourceFunction", "codeSha256", "resolvedS3Object"];

/** Why the paths of the resource's option `ignoreChanges` cannot be honoured; undefined where they can. */
export function ignoredCodeProblem(ignoreChanges: readonly string[]): string | undefined {
  const ignored = ignoreChanges.filter((path) => wantedCode.includes(firstNameOf(path))).join(", ");
  return ignored === ""
    ? undefined
    : `ignoreChanges names ${ignored}, but which code the function runs is all that this resource looks after: it cannot be ignored. Take it out; to leave the function's code alone in one run, give \`pulumi up --exclude\`, and for good remove the resource, which deletes nothing.`;
}

/** Of a property path, such as `code`, `["code"]`, `[*]` or `sourceFunction.qualifier`. */
function firstNameOf(path: string): string {
  return path.replace(/^\["?([^"\]]*)"?\].*$/s, "$1").replace(/[.[].*$/s, "");
}
