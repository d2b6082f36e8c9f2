import type { Access } from "../access/access.js";
import { parseFunctionArn } from "../access/functionRef.js";
import { AliasApi, type LiveAlias } from "../aws/lambda/aliasApi.js";
import { ConcurrencyApi } from "../aws/lambda/concurrencyApi.js";
import { LambdaApi, type LiveFunction } from "../aws/lambda/lambdaApi.js";
import { lambdaClient } from "../aws/lambda/lambdaClient.js";
import { VersionUseApi } from "../aws/lambda/versionUseApi.js";
import type { Surroundings } from "../code/surroundings.js";
import type { Deadline } from "../ground/clock.js";

/** The rooms of Lambda that know who uses a version. */
export interface Rooms {
  lambda: LambdaApi;
  aliases: AliasApi;
  concurrency: ConcurrencyApi;
  uses: VersionUseApi;
}

/** What is known of the users of all versions at once. */
export interface Users {
  aliases: LiveAlias[];
  provisioned: string[];
  invokeConfigs: string[];
}

/** The rooms for one function, whose calls end by the deadline. */
export function openRooms(functionArn: string, access: Access, surroundings: Surroundings, deadline: Deadline): Rooms {
  const client = lambdaClient(access);
  const { clock, log } = surroundings;
  const settings = { functionName: parseFunctionArn(functionArn).name, deadline, clock, log };
  return {
    lambda: new LambdaApi(client, settings),
    aliases: new AliasApi(client, settings),
    concurrency: new ConcurrencyApi(client, settings),
    uses: new VersionUseApi(client, settings),
  };
}

/** Asks what can be asked for all versions together: three requests, however many there are. */
export async function findUsers({ aliases, concurrency, uses }: Rooms, functionArn: string): Promise<Users> {
  return {
    aliases: await aliases.listAliases(functionArn),
    provisioned: await concurrency.listProvisioned(functionArn),
    invokeConfigs: await uses.listInvokeConfigs(functionArn),
  };
}

/** Who of these uses the version, in words; undefined for nobody. */
export function useAmong({ aliases, provisioned, invokeConfigs }: Users, version: string): string | undefined {
  return (
    aliasOn(aliases, version) ??
    (provisioned.includes(version) ? "it has provisioned concurrency" : undefined) ??
    (invokeConfigs.includes(version) ? "it has settings of its own for asynchronous calls" : undefined)
  );
}

/** The alias that points to the version or gives it a share, in words. */
export function aliasOn(aliases: readonly LiveAlias[], version: string): string | undefined {
  const pointing = aliases.find(({ functionVersion }) => functionVersion === version);
  const weighing = aliases.find(({ weights }) => version in weights);
  return (
    (pointing && `the alias ${pointing.name} points to it`) ??
    (weighing && `the alias ${weighing.name} gives it a share`)
  );
}

/** Asks for what only the version itself tells: two requests, three for a durable function. */
export async function useOfItsOwn(
  { uses }: Rooms,
  functionArn: string,
  { version, configuration }: LiveFunction,
): Promise<string | undefined> {
  if (await uses.hasEventSource(functionArn, version)) {
    return "an event source calls it";
  }
  if (await uses.hasPolicy(functionArn, version)) {
    return "it has a policy of its own, by which others may call it";
  }
  // Functions that are not durable have no executions to ask for.
  const isDurable = "durableConfig" in configuration;
  return isDurable && (await uses.hasDurableExecution(functionArn, version))
    ? "a durable execution that runs on it has not ended"
    : undefined;
}
