import { isSameCode } from "../../ground/codeHash.js";
import { type DeployedFunction, driftOf, unfinishedOf } from "../functions/deployedFunction.js";
import type { DeployedRelease } from "../functions/deployedRelease.js";
import type { Column } from "../stacks/column.js";
import { type MatchedBy, rowNames } from "./rowNames.js";

export const markNames = ["same", "behind", "differs", "drifted", "unfinished"] as const;
/** What is to be seen at a cell at once; the first three are of its left neighbour. */
export type Mark = (typeof markNames)[number];

/** A function of one stack, beside that of the stack to the left. */
export interface Cell {
  deployed: DeployedFunction;
  marks: Mark[];
  drift: string[];
  unfinished: string[];
}

/** A function through all stacks. */
export interface Row {
  name: string;
  /** In the order of the columns; undefined where the stack has no such function. */
  cells: (Cell | undefined)[];
}

/** The rows of all functions, by their names. */
export function rowsOf(columns: Column[], by: MatchedBy): Row[] {
  const nameOf = rowNames(columns, by);
  const named = columns.map(({ functions }) => new Map(functions.map((one) => [nameOf.get(one) ?? "", one])));
  const names = [...new Set(nameOf.values())].sort(compareNames);
  return names.map((name) => ({ name, cells: cellsOf(named.map((functions) => functions.get(name))) }));
}

function cellsOf(functions: (DeployedFunction | undefined)[]): (Cell | undefined)[] {
  return functions.map((deployed, index) => {
    if (deployed === undefined) {
      return undefined;
    }
    const left = index === 0 ? undefined : functions[index - 1];
    const drift = driftOf(deployed);
    const unfinished = unfinishedOf(deployed);
    const marks: Mark[] = [
      ...(left === undefined ? [] : [besideLeft(left, deployed)]),
      ...(drift.length > 0 ? (["drifted"] as const) : []),
      ...(unfinished.length > 0 ? (["unfinished"] as const) : []),
    ].filter((mark) => mark !== undefined);
    return { deployed, marks, drift, unfinished };
  });
}

function besideLeft(left: DeployedFunction, right: DeployedFunction): Mark | undefined {
  const [one, other] = [bytesOf(left), bytesOf(right)];
  if (one === undefined || other === undefined) {
    return undefined;
  }
  if (isSame(left, right)) {
    return "same";
  }
  // Who has what was deployed to the left is not behind what somebody else put there.
  const deployed = left.deployedCodeSha256;
  const isAsDeployed = deployed !== undefined && isSameCode(deployed, other) && !isSameCode(one, other);
  return isOlder(right, left) && !isAsDeployed ? "behind" : "differs";
}

/** Whether two stacks run the same bytes: as `$LATEST`, and for all callers of each alias that both have. */
export function isSame(one: DeployedFunction, other: DeployedFunction): boolean {
  const aliases = one.releases.flatMap((release) =>
    other.releases.filter(({ alias }) => alias === release.alias).map((same) => [release, same] as const),
  );
  const pairs = [[bytesOf(one), bytesOf(other)], ...aliases.map((both) => both.map(({ codeSha256 }) => codeSha256))];
  return (
    pairs.every(([a, b]) => a !== undefined && b !== undefined && isSameCode(a, b)) &&
    aliases.every(([a, b]) => sharesOf(a) === sharesOf(b))
  );
}

/** What part of the callers other versions have, whose hashes no state tells. */
function sharesOf({ weights }: DeployedRelease): string {
  return Object.values(weights).sort().join();
}

/** What `$LATEST` runs; where only a release is known, what its callers have. */
export function bytesOf({ codeSha256, version, releases }: DeployedFunction): string | undefined {
  return codeSha256 ?? (version === undefined ? releases[0]?.codeSha256 : undefined);
}

/** Whether code that came later is to the left, as far as it can be told. */
function isOlder(one: DeployedFunction, other: DeployedFunction): boolean {
  const bytes = bytesOf(one);
  const isWhatWasBefore = other.releases.some(
    ({ previousCodeSha256: before }) => before !== undefined && bytes !== undefined && isSameCode(before, bytes),
  );
  return isWhatWasBefore || (changedAtMs(one) ?? 0) < (changedAtMs(other) ?? 0);
}

/** When the function, or what its callers have, was changed last; undefined where nobody says. */
export function changedAtMs({ lastModified, releases }: DeployedFunction): number | undefined {
  const times = [lastModified, ...releases.map(({ releasedAt }) => releasedAt)]
    .map((time) => Date.parse(time ?? ""))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : Math.max(...times);
}

function compareNames(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
