import type { Access, Network } from "../../access/access.js";
import { settingsOf } from "../../aws/clients/settings.js";
import type { LambdaApi, LiveFunction } from "../../aws/lambda/lambdaApi.js";
import { backoffMs } from "../../aws/calls/retry.js";
import { isSettled, isVersionSettled, statusOf } from "../../aws/lambda/waitForUpdate.js";
import type { Clock, Deadline } from "../../ground/clock.js";
import { codeSha256Of } from "../../ground/codeHash.js";
import { printable } from "../../ground/printable.js";
import { download } from "../assets/download.js";
import { fetchInTurn } from "../assets/fetchToDisk.js";
import type { PackageStream } from "../package/openCode.js";
import { CodeProblems } from "../package/problems.js";
import { imageRegionProblems } from "./image.js";

const maxDownloads = 3;

/** What runs as the source of a promotion: throws CodeProblems where it is nothing to be promoted. */
export async function lookAtOtherFunction(
  lambda: LambdaApi,
  functionName: string,
  qualifier: string | undefined,
): Promise<LiveFunction> {
  const live = await lambda.getFunction(functionName, qualifier);
  if (live.state === "Failed" || live.lastUpdateStatus === "Failed") {
    const status = `${live.functionArn} is not sound (${statusOf(live)})`;
    throw new CodeProblems([`The source function ${status}: what it runs may not be what it shows. Deploy it first.`]);
  }
  return live;
}

/** Whether Lambda is done with the source; a version, which an alias answers too, has no LastUpdateStatus. */
export function isSourceSettled(live: LiveFunction): boolean {
  return live.version === "$LATEST" ? isSettled(live) : isVersionSettled(live);
}

/** Why the code of one function cannot run as the other. */
export function promotionProblems(
  source: LiveFunction,
  target: LiveFunction,
  wantedArchitecture: string | undefined,
): string[] {
  const problems: string[] = [];
  if (source.packageType !== target.packageType) {
    const types = `${typeOf(source)}, and ${target.functionArn} is ${typeOf(target)}`;
    problems.push(
      `The source function ${source.functionArn} is ${types}: the package type of a function cannot change.`,
    );
  }
  if (source.resolvedImageUri !== undefined) {
    problems.push(...imageRegionProblems(source.resolvedImageUri, regionOf(target)));
  }
  const architecture = wantedArchitecture ?? target.architectures[0];
  if (source.architectures[0] !== architecture) {
    const both = `built for ${source.architectures.join()}, and ${target.functionArn} is to run ${architecture ?? ""}`;
    problems.push(`The code of the source function ${source.functionArn} is ${both}. Make their architectures equal.`);
  }
  return problems;
}

/** Why a function cannot be its own source: `$LATEST` is what is deployed to. */
export function selfProblem(source: LiveFunction): string {
  return `The source function ${source.functionArn} is the function itself as it is, which it runs anyway. To roll back, give sourceFunction.qualifier: an earlier version, such as "41", or an alias of one.`;
}

/** The fourth part of an ARN. */
function regionOf({ functionArn }: LiveFunction): string | undefined {
  return functionArn.split(":")[3];
}

function typeOf({ packageType }: LiveFunction): string {
  return packageType === "Image" ? "an Image function" : "a Zip function";
}

/** What a promotion leaves behind, for it moves the code only; undefined where nothing differs. */
export function promotionWarning(source: LiveFunction, target: LiveFunction): string | undefined {
  const layersOf = ({ configuration }: LiveFunction) =>
    (configuration.layers ?? []).map(({ arn }) => arn?.replace(/^arn:[^:]+:lambda:[^:]+:\d+:/, "")).join();
  const differing = [
    source.configuration.runtime === target.configuration.runtime ? "" : "Runtime",
    source.configuration.handler === target.configuration.handler ? "" : "Handler",
    layersOf(source) === layersOf(target) ? "" : "Layers",
  ].filter((name) => name !== "");
  return differing.length === 0
    ? undefined
    : `${differing.join(", ")} of the source function ${source.functionArn} differ from this function's; a promotion moves the code only`;
}

/** The package that a function runs, which must have this hash, on the way by which the function is read. Its address is a credential and is never shown. */
export async function fetchPackage(
  source: LiveFunction,
  codeSha256: string,
  access: Access,
  clock: Clock,
  deadline: Deadline,
): Promise<Uint8Array> {
  const fetched = await patiently(source, access, clock, deadline, download);
  assertHash(source, codeSha256Of(fetched), codeSha256);
  return fetched;
}

/** The same of a package too large to be held in memory. */
export async function streamPackage(
  source: LiveFunction,
  codeSha256: string,
  access: Access,
  clock: Clock,
  deadline: Deadline,
): Promise<PackageStream> {
  const { file, codeSha256: found, read, close } = await patiently(source, access, clock, deadline, fetchInTurn);
  try {
    assertHash(source, found, codeSha256);
    return { sizeBytes: file.sizeBytes, stream: read, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function assertHash(source: LiveFunction, found: string, codeSha256: string): void {
  if (found !== codeSha256) {
    throw new CodeProblems([
      `What Lambda gave as ${labelOf(source)} has the hash ${found} and should have ${codeSha256}. Nothing was sent. Run again; an emulator may keep no code for each version.`,
    ]);
  }
}

function labelOf({ functionArn }: LiveFunction): string {
  return `the code of ${functionArn}`;
}

/** A large package comes over a long time: a connection that breaks is no reason to give up. */
async function patiently<T>(
  source: LiveFunction,
  access: Access,
  clock: Clock,
  deadline: Deadline,
  fetch: (url: URL, label: string, limits: { deadlineMs: number }, network: Network) => Promise<T>,
): Promise<T> {
  const label = labelOf(source);
  if (source.codeLocation === undefined || !URL.canParse(source.codeLocation)) {
    const { code, message } = source.codeError ?? { code: "no reason", message: "none was given" };
    const remedy = code.startsWith("KMS")
      ? "Allow kms:Decrypt on its key to the identity that reads it"
      : "Deploy it anew";
    const words = printable(`${code}: ${message.replace(/\.$/, "")}`);
    throw new CodeProblems([`Lambda gave no address for ${label}: ${words}. ${remedy}, then run again.`]);
  }
  const url = new URL(source.codeLocation);
  const { network } = await settingsOf(access);
  for (let attempt = 1; ; attempt += 1) {
    const remainingMs = Math.max(1, Math.ceil(deadline.atMs - clock.nowMs()));
    try {
      return await fetch(url, label, { deadlineMs: Math.min(remainingMs, 2 ** 31 - 1) }, network);
    } catch (error) {
      if (attempt === maxDownloads || clock.nowMs() >= deadline.atMs) {
        throw error;
      }
      await clock.sleep(backoffMs(attempt));
    }
  }
}
