import { type Access, accessKey } from "../../access/access.js";
import { describeAccess } from "../../access/describeAccess.js";
import { parseFunctionArn } from "../../access/functionRef.js";
import { targetAccess } from "../../access/resolveAccess.js";
import type { AwsInputs } from "../../access/awsInputs.js";
import type { Column } from "../stacks/column.js";

/** As whom functions are deployed: all that have the same identity, endpoints and proxies. */
export interface Setting {
  /** For messages. */
  whose: string;
  access: Access;
  stacks: Set<string>;
  /** By Region. */
  places: Map<string, Place>;
}

/** The functions that are reached in one Region with one setting: they share a quota. */
export interface Place {
  access: Access;
  account: string;
  region: string;
  targets: Map<string, Target>;
}

/** A function, and the stacks whose state names it. */
export interface Target {
  functionArn: string;
  functionName: string;
  stacks: Set<string>;
}

/** A function of which the state does not tell in plain as whom it is deployed. */
export interface SealedFunction {
  functionName: string;
  stack: string;
  reason: string;
}

/** The functions of all states, by where and as whom they are reached; each is there once. */
export function settingsIn(columns: Column[]): { settings: Setting[]; sealed: SealedFunction[] } {
  const settings = new Map<string, Setting>();
  const sealed: SealedFunction[] = [];
  for (const { stack, functions } of columns) {
    for (const { functionArn, functionName, access } of functions) {
      if (typeof access === "string") {
        sealed.push({ functionName, stack, reason: access });
      } else {
        add(settings, stack, { functionArn, functionName, aws: access });
      }
    }
  }
  return { settings: [...settings.values()], sealed };
}

function add(
  settings: Map<string, Setting>,
  stack: string,
  { functionArn, functionName, aws }: { functionArn: string; functionName: string; aws: AwsInputs },
): void {
  const access = targetAccess({ functionName: functionArn, aws });
  const { account, region } = parseFunctionArn(functionArn);
  const setting = entryOf(settings, accessKey({ ...access, region: undefined }), () => {
    const whose = describeAccess(aws) ?? "the credentials of this machine";
    return { whose, access, stacks: new Set<string>(), places: new Map<string, Place>() };
  });
  setting.stacks.add(stack);
  const place = entryOf(setting.places, `${account} ${region}`, () => {
    return { access, account, region, targets: new Map<string, Target>() };
  });
  entryOf(place.targets, functionArn, () => ({ functionArn, functionName, stacks: new Set<string>() })).stacks.add(
    stack,
  );
}

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  const entry = map.get(key) ?? make();
  map.set(key, entry);
  return entry;
}
