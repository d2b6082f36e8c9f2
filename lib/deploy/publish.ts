import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { isVersionSettled, statusOf } from "../aws/lambda/waitForUpdate.js";
import { DeployError } from "../ground/errors.js";
import { lookUntilSettled, type Operation, waitFor } from "./operation.js";
import { endRound } from "../aws/calls/rounds.js";

/**
 * Sees to it that the wanted code is a version ready to be used: `versionOfUpdate` where the update made one, else
 * what PublishVersion answers, which is the last version where nothing changed since (Lambda API reference).
 */
export async function publish(
  operation: Operation,
  running: LiveFunction,
  versionOfUpdate: string | undefined,
): Promise<void> {
  const { functionRef, log, progress } = operation;
  const version = versionOfUpdate ?? (await publishVersion(operation, running));
  const read = () => operation.lambda.getFunction(operation.functionName, version);
  const ready = await waitFor(operation, `version ${version} of ${functionRef.name}`, read, isVersionSettled);
  if (ready.state === "Failed") {
    progress.failedVersion = version;
    throw new DeployError(
      "VersionFailed",
      `Publishing version ${version} of ${functionRef.name}: Lambda could not make it ready (${statusOf(ready)}). Correct the cause and run \`pulumi up\`: the code is then published as a new version.`,
    );
  }
  if (ready.codeSha256 !== running.codeSha256) {
    throw new DeployError(
      "VerificationFailed",
      `Publishing version ${version} of ${functionRef.name}: it holds code ${ready.codeSha256}, not ${running.codeSha256}: another deploy came between. Run \`pulumi refresh\`, then \`pulumi up\`.`,
    );
  }
  if (!["Active", "Inactive"].includes(ready.state ?? "")) {
    log.warn(functionRef.name, `version ${version} is there and not Active (${statusOf(ready)}): it may take no calls`);
  }
  if (version === progress.version) {
    const isAsItWas = operation.inputs.publishTo === undefined;
    log.info(
      functionRef.name,
      isAsItWas ? `nothing changed since version ${version}: no new one was published` : `published to ${version}`,
    );
  } else {
    log.info(functionRef.name, `published version ${version}`);
    if (/^\d+$/.test(progress.version)) {
      progress.previousVersion = progress.version;
    }
    progress.version = version;
  }
  progress.publishedCodeSha256 = ready.codeSha256;
  progress.publishedArchitecture = ready.architectures[0];
  progress.failedVersion = undefined;
}

async function publishVersion(operation: Operation, running: LiveFunction): Promise<string> {
  const { lambda, functionName, inputs, clock } = operation;
  const { versionDescription, publishTo } = inputs;
  for (let round = 1; ; round += 1) {
    try {
      return (await lambda.publishVersion(functionName, running.codeSha256, versionDescription, publishTo)).version;
    } catch (error) {
      const { kind, isLast, pauseMs } = endRound(error, round, operation);
      if (isLast) {
        throw error;
      }
      await clock.sleep(pauseMs);
      await lookUntilSettled(operation);
      // `$LATEST.PUBLISHED` is one and the same: publishing to it again adds none.
      const isLost = kind === "ambiguous" && publishTo === undefined;
      const published = isLost ? await versionMadeSince(operation, running) : undefined;
      if (published !== undefined) {
        return published;
      }
    }
  }
}

/**
 * The version that a lost PublishVersion made: newest of our code, and not older than `$LATEST` itself. Sending again
 * would answer it too, unless somebody changed the configuration in between: then it would be one version too many.
 */
async function versionMadeSince(operation: Operation, running: LiveFunction): Promise<string | undefined> {
  const versions = await operation.lambda.listVersions(operation.functionName);
  const ours = versions.filter(
    (version) =>
      version.version !== "$LATEST" &&
      version.codeSha256 === running.codeSha256 &&
      Date.parse(version.lastModified) >= Date.parse(running.lastModified),
  );
  return ours.sort((a, b) => Number(b.version) - Number(a.version))[0]?.version;
}
