import { expect } from "chai";
import { awsProblems } from "#lib/access/accessProblems.js";
import type { LiveFunction } from "#lib/aws/lambda/lambdaApi.js";
import { architectureNames, foreignChangeNames, inputNames } from "#lib/inputs/argumentNames.js";
import { storageModeNames } from "#lib/inputs/codeSource.js";
import {
  alarmAtStartNames,
  destroyNames,
  interruptNames,
  releaseInputNames,
  tooFewNames,
} from "#lib/release/releaseArguments.js";
import { phaseNames, type ReleaseProgress, releaseProgressNames, toReleaseState } from "#lib/release/releaseState.js";
import { progressOf, toState } from "#lib/state/state.js";
import { makeSchema, type Property, resourceOf, schema, schemaText } from "../support/packageSchema.js";

const { properties, required, inputProperties, requiredInputs, aliases } = resourceOf(schema);
const release = resourceOf(schema, "FunctionRelease");
const configured = schema.provider.inputProperties;

/** What state holds for the provider's own use, and no program reads. */
const internal = [
  ..."schemaVersion givenInputs resolvedS3Object deployedCodeSha256 replacedCodeSha256 foundCodeSha256".split(" "),
  ..."seenCodeSha256 publishedCodeSha256 publishedArchitecture failedVersion validatedRequest".split(" "),
];

/** The same of a release. */
const internalToRelease = [
  ..."schemaVersion givenInputs wantedVersion ownVersion previousCodeSha256 failedCodeSha256 failedTriggers".split(" "),
  ..."seenVersion seenRoutingConfig heldWeight heldId wholeDescription".split(" "),
];

describe("plugin/schema.json", () => {
  it("is what lib/ documents", async () => {
    expect(await makeSchema()).to.equal(schemaText);
  });

  it("has each argument that the provider knows, and no other", () => {
    expect(Object.keys(inputProperties)).to.have.members(inputNames);
    expect(requiredInputs).to.deep.equal(["functionName"]);
    expect(Object.keys(release.inputProperties)).to.have.members(releaseInputNames);
    expect(release.requiredInputs).to.deep.equal(["functionName", "aliasName", "functionVersion"]);
  });

  it("has each output that a release stores but those of the provider's own, and says of none that it is always there where a state may lack it", () => {
    const given = Object.fromEntries(releaseInputNames.map((name) => [name, name]));
    const every = Object.fromEntries(releaseProgressNames.map((name) => [name, "kept"]));
    const stored = toReleaseState(given, liveRelease, every as unknown as ReleaseProgress);
    const shown = Object.keys(stored).filter((name) => !internalToRelease.includes(name));
    expect(Object.keys(release.properties)).to.have.members(shown);
    const least: ReleaseProgress = { phase: "Held", wantedVersion: "2", deletedVersions: [], keptVersions: [] };
    const { functionName, aliasName } = given;
    expect(toReleaseState({ functionName, aliasName }, liveRelease, least)).to.include.all.keys(release.required);
  });

  it("has whole numbers but where a part of something is meant", () => {
    const exact = everyProperty().filter(([, property]) => JSON.stringify(property).includes('"number"'));
    expect(exact.map(([place]) => place)).to.have.members([
      ...["inputsOfRelease.hold", "outputsOfRelease.hold", "outputsOfRelease.routingConfig"],
      ...["ReleaseStep.weight", "ErrorRate.max"],
    ]);
  });

  it("has each output that a deploy stores but those of the provider's own, and no other", () => {
    const asked = inputNames.filter((name) => name !== "showFiles");
    const given = Object.fromEntries(asked.map((name) => [name, name]));
    const progress = Object.fromEntries(Object.keys(progressOf(undefined)).map((name) => [name, "kept"]));
    const stored = toState(given, live, { version: "1", ...progress });
    expect(Object.keys(properties)).to.have.members(Object.keys(stored).filter((name) => !internal.includes(name)));
  });

  it("says of no output that it is always there where a state may lack it", () => {
    const { state, lastUpdateStatus, resolvedImageUri, signingJobArn, signingProfileVersionArn, ...least } = live;
    expect([state, lastUpdateStatus, resolvedImageUri, signingJobArn, signingProfileVersionArn]).not.to.include(
      undefined,
    );
    const stored = toState({ functionName: "orders-api" }, { ...least, sourceKmsKeyArn: undefined }, { version: "1" });
    // Lambda always gives these two; the emulators of some endpoints don't.
    const always = required.filter((name) => !["state", "lastUpdateStatus"].includes(name));
    expect(stored).to.include.all.keys(always);
  });

  it("configures the provider by the arguments of `aws`, each that its check knows", () => {
    const [problem = ""] = awsProblems({ stranger: 1 });
    const names = /known are (.*)\.$/.exec(problem)?.[1]?.split(", ");
    expect(Object.keys(configured)).to.have.members(names ?? []);
    expect(schema.config.variables).to.deep.equal(configured);
    expect(schema.types["lambdacode:index:Aws"]?.properties).to.deep.equal(configured);
  });

  it("has an enum with a described value for each text of the lists that check goes by", () => {
    const lists = {
      Architecture: architectureNames,
      OnForeignChange: foreignChangeNames,
      S3ObjectStorageMode: storageModeNames,
      OnAlarmAtStart: alarmAtStartNames,
      OnDestroy: destroyNames,
      OnInterrupt: interruptNames,
      OnTooFew: tooFewNames,
      Phase: phaseNames,
    };
    const enums = Object.entries(schema.types).filter(([, type]) => type.enum !== undefined);
    expect(enums.map(([name]) => name)).to.have.members(Object.keys(lists).map((name) => `lambdacode:index:${name}`));
    for (const [name, values] of Object.entries(lists)) {
      const listed = schema.types[`lambdacode:index:${name}`]?.enum ?? [];
      expect(listed.map(({ value }) => value)).to.deep.equal([...values]);
      expect(listed.filter(({ description }) => !description.endsWith("."))).to.deep.equal([]);
    }
    expect(inputProperties.links?.description).to.contain('"follow"');
    expect(inputProperties.dryRun?.description).to.contain('"preview"');
    expect(inputProperties.publishTo?.description).to.contain("LATEST_PUBLISHED");
  });

  it("gives each property a type that is there, and uses each type that it has", () => {
    const all = everyProperty();
    expect(all.filter(([, property]) => !isWhole(property)).map(([place]) => place)).to.deep.equal([]);
    const named = [...schemaText.matchAll(/"\$ref": "#\/types\/([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(named)).to.deep.equal(new Set(Object.keys(schema.types)));
  });

  it("describes each property in plain Markdown", () => {
    const bare = everyProperty().filter(([, { description = "" }]) => !/^[^@]+\.$/.test(withoutCode(description)));
    expect(bare.map(([place]) => place)).to.deep.equal([]);
    expect(schemaText).not.to.match(/\{@|\*\/|\/\*\*/);
  });

  it("has the types that other languages need where TypeScript has a union or any value", () => {
    expect(inputProperties.code?.oneOf).to.deep.equal([{ type: "string" }, { $ref: "pulumi.json#/Asset" }]);
    expect(inputProperties.dryRun?.oneOf).to.deep.equal([{ type: "boolean" }, { type: "string" }]);
    expect(inputProperties.triggers?.$ref).to.equal("pulumi.json#/Any");
    const source = schema.types["lambdacode:index:SourceFunction"]?.properties ?? {};
    expect(Object.keys(source)).to.have.members(["functionName", "qualifier", "aws", "codeSha256"]);
    // As they are stored.
    expect(properties).to.deep.include({
      triggers: { type: "string", description: inputProperties.triggers?.description },
      dryRun: { type: "boolean", description: inputProperties.dryRun?.description },
    });
  });

  it("marks as secret what holds one, and nothing else", () => {
    const secret = everyProperty().filter(([, property]) => property.secret);
    expect(secret.map(([place]) => place)).to.have.members([
      ...["outputs.configuration", "inputsOfRelease.smoke", "outputsOfRelease.smoke"],
      ...["provider", "Aws"].flatMap((owner) => [`${owner}.httpProxy`, `${owner}.httpsProxy`]),
      "AssumeRole.externalId",
      "AssumeRoleWithWebIdentity.webIdentityToken",
    ]);
    expect(properties.configuration?.type).to.equal("string");
  });

  it("has SDKs send nothing that the program does not say", () => {
    expect(schemaText).not.to.match(/"(?:default|defaultInfo|const)":/);
  });

  it("knows each resource by the type that the dynamic face gave it, too", () => {
    expect(Object.keys(schema.resources)).to.deep.equal([
      "lambdacode:index:FunctionCode",
      "lambdacode:index:FunctionRelease",
    ]);
    expect(aliases).to.deep.equal([{ type: "pulumi-nodejs:dynamic/lambda:FunctionCode" }]);
    expect(release.aliases).to.deep.equal([{ type: "pulumi-nodejs:dynamic/lambda:FunctionRelease" }]);
  });
});

const live: LiveFunction = {
  functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:orders-api",
  version: "$LATEST",
  revisionId: "revision",
  codeSha256: "hash",
  codeSizeBytes: 1,
  lastModified: "2026-01-01T00:00:00.000+0000",
  packageType: "Zip",
  architectures: ["arm64"],
  state: "Active",
  lastUpdateStatus: "Successful",
  sourceKmsKeyArn: "key",
  resolvedImageUri: "image",
  signingJobArn: "job",
  signingProfileVersionArn: "profile",
  configuration: {},
};

const liveRelease = {
  alias: { aliasArn: `${live.functionArn}:live`, functionVersion: "1", weights: {}, revisionId: "revision" },
  version: { functionArn: `${live.functionArn}:1`, codeSha256: "hash" },
};

/** Every property of the schema, with its place. */
function everyProperty(): [string, Property][] {
  const owners = {
    inputs: inputProperties,
    outputs: properties,
    inputsOfRelease: release.inputProperties,
    outputsOfRelease: release.properties,
    provider: configured,
    ...Object.fromEntries(
      Object.entries(schema.types).map(([name, type]) => [name.split(":")[2] ?? "", type.properties ?? {}]),
    ),
  };
  return Object.entries(owners).flatMap(([owner, members]) =>
    Object.entries(members).map(([name, property]): [string, Property] => [`${owner}.${name}`, property]),
  );
}

function isWhole({ $ref, oneOf, type, items, additionalProperties }: Property): boolean {
  if ($ref !== undefined) {
    return $ref.startsWith("#/types/") ? $ref.slice("#/types/".length) in schema.types : /^pulumi\.json#\//.test($ref);
  }
  if (oneOf !== undefined) {
    return oneOf.length > 1 && oneOf.every(isWhole);
  }
  const held = { array: items, object: additionalProperties }[type ?? ""];
  return held === undefined ? ["string", "boolean", "integer", "number"].includes(type ?? "") : isWhole(held);
}

function withoutCode(description: string): string {
  return description.replaceAll(/`[^`]*`/g, "");
}
