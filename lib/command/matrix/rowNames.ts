import type { DeployedFunction } from "../functions/deployedFunction.js";
import type { Column } from "../stacks/column.js";

/** By what functions of several stacks are one and the same. */
export type MatchedBy = "resource" | "function";

/**
 * The name of each function's row: its own, and more of what it is only where that name stands for several functions of one
 * stack; those are then told apart in every stack, and none is left out.
 */
export function rowNames(columns: Column[], by: MatchedBy): Map<DeployedFunction, string> {
  const all = columns.flatMap(({ functions }) => functions);
  const names = new Map(all.map((deployed) => [deployed, candidates(deployed, by)[0] ?? ""]));
  for (const level of [1, 2, 3]) {
    const repeated = new Set(columns.flatMap((column) => repeatedIn(column, names)));
    for (const deployed of all) {
      if (repeated.has(names.get(deployed) ?? "")) {
        names.set(deployed, candidates(deployed, by)[level] ?? deployed.urn);
      }
    }
  }
  return names;
}

function repeatedIn({ functions }: Column, names: Map<DeployedFunction, string>): string[] {
  const own = functions.map((deployed) => names.get(deployed) ?? "");
  return own.filter((name, index) => own.indexOf(name) !== index);
}

/** From the shortest on. Which face a resource goes by is said last: stacks move from one to the other by and by. */
function candidates({ urn, resourceName, functionName, functionArn }: DeployedFunction, by: MatchedBy): string[] {
  const typePath = urn.split("::")[2] ?? "";
  if (by === "resource") {
    const types = typePath.split("$");
    const around = types.slice(0, -1).join("$") || (types.at(-1)?.split(":").at(-1) ?? "");
    return [resourceName, `${resourceName} (${around})`, `${resourceName} (${typePath})`];
  }
  const place = functionArn.split(":").slice(3, 5).join(" ");
  return [
    functionName,
    `${functionName} (${place})`,
    `${functionName} (${place}, ${resourceName})`,
    `${functionName} (${place}, ${resourceName}, ${typePath})`,
  ];
}
