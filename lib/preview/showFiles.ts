import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { messageOf } from "../ground/errors.js";
import { differencesFrom } from "../access/functionRef.js";
import { functionRefOf, targetAccess } from "../access/resolveAccess.js";
import { type Inputs, parseInputs, type PropertyBag } from "../inputs/inputs.js";
import { compareFiles, type ListedFile } from "../sources/package/fileList.js";
import { listCode } from "../sources/index.js";
import { formatBytes, limitsFor } from "../sources/package/limits.js";
import { quoteName } from "../sources/package/problems.js";
import { listLiveFiles } from "../sources/atAws/liveFiles.js";
import type { Surroundings } from "../code/surroundings.js";

const deadlineMs = 30_000;
const mostLines = 50;

/**
 * Says which files a deploy would add, change and remove: two requests, GetFunction and the end of the live zip. It
 * informs; whatever keeps it from it is a line, and no failure. `olds` are the inputs that the stack has recorded.
 */
export async function showFiles(
  inputs: Inputs,
  olds: PropertyBag,
  lookAtTarget: () => Promise<LiveFunction>,
  { log }: Surroundings,
): Promise<void> {
  const { source } = inputs;
  const { name } = functionRefOf(inputs);
  if (source.kind !== "package") {
    log.info(name, "files not compared: only those of `code` can be");
    return;
  }
  try {
    const live = await lookAtTarget();
    if (live.codeLocation === undefined) {
      log.info(name, "files not compared: Lambda gave no address of the code that runs");
      return;
    }
    const before = await listLiveFiles(
      live.codeLocation,
      `the code of ${live.functionArn}`,
      targetAccess(inputs),
      deadlineMs,
    );
    const limits = limitsFor(inputs.stagingBucket !== undefined);
    const lines = linesOf(
      before,
      await listCode({ code: source.code, ignore: source.ignore, links: source.links, limits }),
    );
    log.info(
      name,
      [`compared with ${live.codeSha256}, which runs now${whoseCode(live, inputs, olds)}`, ...lines].join("\n"),
    );
  } catch (error) {
    log.info(name, `files not compared: ${messageOf(error)}`);
  }
}

/**
 * Whose the live code is, as far as a preview can know: it has the old inputs, and not the state. After a refresh they
 * have the hash that the refresh saw, and after a run that failed in the middle those of the deploy before it.
 */
function whoseCode(live: LiveFunction, inputs: Inputs, olds: PropertyBag): string {
  if (live.codeSha256 === inputs.codeSha256) {
    return " and is what this program declares";
  }
  const old = parseInputs(olds).inputs;
  if (differencesFrom(functionRefOf(old), live.functionArn).length > 0) {
    return "; this resource has not deployed to this function yet";
  }
  // A dry run recorded what it would have deployed, and a failed update leaves the code before it running.
  if (old.codeSha256 === undefined || old.dryRun === true || live.lastUpdateStatus === "Failed") {
    return "";
  }
  const recorded = "what the last deploy or refresh of this resource recorded";
  return live.codeSha256 === old.codeSha256
    ? ` and is ${recorded}`
    : ` and is not ${recorded} (${old.codeSha256}): somebody else deployed it, or a run did not end well; \`pulumi refresh\` tells which`;
}

function linesOf(before: readonly ListedFile[], after: readonly ListedFile[]): string[] {
  const { added, changed, removed } = compareFiles(before, after);
  const lines = [
    ...added.map((file) => `  + ${quoteName(file.name)} (${sizeOf(file)})`),
    ...changed.map(({ before, after }) => `  ~ ${quoteName(after.name)} (${sizesOf(before, after)})`),
    ...removed.map((file) => `  - ${quoteName(file.name)} (${sizeOf(file)})`),
  ];
  const counts = `files: ${added.length} added, ${changed.length} changed, ${removed.length} removed`;
  const rest = lines.length - mostLines;
  return [counts, ...lines.slice(0, mostLines), ...(rest > 0 ? [`  … and ${rest} more`] : [])];
}

function sizesOf(before: ListedFile, after: ListedFile): string {
  if (before.isLink && after.isLink) {
    return "a link that leads elsewhere";
  }
  return before.sizeBytes === after.sizeBytes && before.isLink === after.isLink
    ? `${sizeOf(after)}, other bytes`
    : `${sizeOf(before)} => ${sizeOf(after)}`;
}

/** Of a link no size: a file of a few bytes would be taken for it. */
function sizeOf({ isLink, sizeBytes }: ListedFile): string {
  return isLink ? "a link" : formatBytes(sizeBytes);
}
