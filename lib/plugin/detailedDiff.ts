import { isDeepStrictEqual } from "node:util";
import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { PropertyBag } from "../inputs/inputs.js";
import type { Difference } from "../state/diff.js";

/**
 * The difference as the engine shows it, value by value. A reason that is no value of the program's, such as code that
 * somebody else deployed, is named where nothing else is: `publish: true => true` tells nobody anything. `stableNames` are
 * outputs that no update ever changes.
 */
export function detailedDiff(
  { replaces, updates }: Difference,
  oldInputs: PropertyBag,
  news: PropertyBag,
  stableNames: string[],
): DiffResponse {
  const answer = new DiffResponse();
  const changed = [...replaces, ...updates.filter((name) => !replaces.includes(name))];
  answer.setChanges(changed.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
  answer.setReplacesList(replaces);
  answer.setStablesList(stableNames);
  answer.setHasdetaileddiff(true);
  const visible = changed.filter((name) => replaces.includes(name) || !isDeepStrictEqual(oldInputs[name], news[name]));
  for (const name of visible.length > 0 ? visible : changed) {
    const entry = new PropertyDiff();
    entry.setKind(kindOf(name, replaces.includes(name), oldInputs, news));
    entry.setInputdiff(true);
    answer.getDetaileddiffMap().set(name, entry);
  }
  return answer;
}

function kindOf(name: string, isReplace: boolean, oldInputs: PropertyBag, news: PropertyBag) {
  const { Kind } = PropertyDiff;
  if (oldInputs[name] === undefined && news[name] !== undefined) {
    return isReplace ? Kind.ADD_REPLACE : Kind.ADD;
  }
  if (oldInputs[name] !== undefined && news[name] === undefined) {
    return isReplace ? Kind.DELETE_REPLACE : Kind.DELETE;
  }
  return isReplace ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}
