import { jsonText } from "../../jsonText.js";
import type { Cell } from "../rows.js";
import type { Shown } from "../shown.js";

/** An API, as docs/matrix.md describes it: fields are added, never renamed or left out; what is not known is null. */
const schemaVersion = 1;

/** Everything that the command knows, for scripts. */
export function renderJson({ by, isLive, madeAtMs, columns, rows, checks }: Shown): string {
  const document = {
    schemaVersion,
    madeAt: new Date(madeAtMs).toISOString(),
    by,
    live: isLive,
    stacks: columns.map(({ stack, isRead, problems }) => ({ name: stack, read: isRead, problems })),
    functions: rows.map(({ name, cells }) => ({
      name,
      stacks: Object.fromEntries(columns.map(({ stack }, index) => [stack, cellOf(cells[index])])),
    })),
    checks: checks.map(({ check, stacks, failures }) => ({
      check,
      stacks: stacks ?? null,
      holds: failures.length === 0,
      failures,
    })),
  };
  return jsonText(document);
}

function cellOf(cell: Cell | undefined) {
  if (cell === undefined) {
    return null;
  }
  const { deployed, marks, drift, unfinished } = cell;
  return {
    functionName: deployed.functionName,
    functionArn: deployed.functionArn,
    version: deployed.version ?? null,
    codeSha256: deployed.codeSha256 ?? null,
    deployedCodeSha256: deployed.deployedCodeSha256 ?? null,
    lastModified: deployed.lastModified ?? null,
    live: deployed.isLive,
    gone: deployed.isGone,
    marks,
    drift,
    unfinished,
    releases: deployed.releases.map(({ alias, version, weights, codeSha256, phase, releasedAt }) => ({
      alias,
      version: version ?? null,
      weights,
      codeSha256: codeSha256 ?? null,
      phase,
      releasedAt: releasedAt ?? null,
    })),
  };
}
