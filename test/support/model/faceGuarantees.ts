import { readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "#lib/ground/errors.js";
import { unknownValue } from "#lib/ground/unknowns.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { repositoryRoot } from "../repositoryRoot.js";
import { isUp } from "./deployer.js";
import { actsOf, type History, type RunRecord } from "./history.js";

const schema = JSON.parse(readFileSync(path.join(repositoryRoot, "plugin/schema.json"), "utf8")) as {
  resources: Record<string, { properties: Record<string, unknown> }>;
};
const outputNames = Object.keys(schema.resources["lambdacode:index:FunctionCode"]!.properties);

// An update that was about to be sent, its look, and a version with its looks: nothing that waits.
const mostRequestsAfterCancel = 6;

/** What either face, or moving from one to the other, broke in this run. */
export function faceViolations(history: History, record: RunRecord): string[] {
  const { run, deployer, wantedHash } = record;
  const found = [...run.report.differences];
  const { before, after, report, error } = run;
  if (run.result !== undefined && report.previewed !== undefined) {
    found.push(...contradictions(report.previewed, run.result.outputs));
  }
  if (before?.__provider !== undefined && after !== undefined && after.__provider === undefined) {
    found.push("the state has lost the stub, without which the dynamic face can neither refresh nor destroy it");
  }
  const acts = actsOf(history, run);
  const isTaken = acts.some(
    ({ entry, isHeard }) => entry.operation === "UpdateFunctionCode" && entry.accepted && isHeard,
  );
  if (run.hasEnded && error !== undefined && isUp(run) && isTaken && after?.deployedCodeSha256 !== wantedHash) {
    found.push(`Lambda took ${wantedHash}, and the state does not say so`);
  }
  const { canceledAt = Infinity } = run;
  const later = history.acts.filter((act, index) => act.run === run && index >= canceledAt).length;
  if (later > mostRequestsAfterCancel) {
    found.push(`it went on for ${later} requests after Cancel`);
  }
  const end = error === undefined ? "" : ` (${messageOf(error)})`;
  return found.map((text) => `${deployer.name}'s ${run.work} by the ${run.face ?? "core"}${end}: ${text}`);
}

/** Where a preview showed what the up then did not bring: what it does not know it must call unknown. */
export function contradictions(previewed: PropertyBag, outputs: PropertyBag): string[] {
  return outputNames
    .filter((name) => previewed[name] !== unknownValue && !isDeepStrictEqual(previewed[name], outputs[name]))
    .map((name) => `previewed ${name} ${JSON.stringify(previewed[name])}, and it is ${JSON.stringify(outputs[name])}`);
}
