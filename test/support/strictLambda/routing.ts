import { versionFor } from "./alias.js";
import type { FunctionRecord } from "./functionRecord.js";
import { functionNotFound } from "./lambdaError.js";
import type { World } from "./world.js";

/** The version that one invocation goes to: by an alias drawn by its weights, and for a while after a move by those before. */
export function routeInvocation(record: FunctionRecord, qualifier: string | undefined, world: World): string {
  const alias = record.aliases.get(qualifier ?? "");
  if (alias === undefined) {
    const snapshot = record.snapshot(qualifier);
    if (snapshot === undefined) {
      throw functionNotFound(`${record.arn}:${qualifier ?? ""}`);
    }
    return snapshot.configuration.Version;
  }
  const former = record.formerRoutings.get(alias.Name);
  const isStale = former !== undefined && world.nowMs() < former.untilMs && world.ids.draw() < 0.5;
  const version = versionFor(isStale ? former.routing : alias, world.ids.draw());
  if (record.snapshot(version) === undefined) {
    throw functionNotFound(`${record.arn}:${version}`);
  }
  return version;
}
