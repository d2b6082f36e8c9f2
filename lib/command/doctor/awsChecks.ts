import { LambdaApi } from "../../aws/lambda/lambdaApi.js";
import { lambdaClient } from "../../aws/lambda/lambdaClient.js";
import { isUndecided, TrialApi } from "../../aws/lambda/trialApi.js";
import { foreignHosts } from "../../aws/openApis.js";
import type { Clock } from "../../ground/clock.js";
import { AwsFailure } from "../../ground/errors.js";
import { type Finding, findingOf } from "./finding.js";
import { describeQuota, type QuotaLook } from "./quotaCheck.js";
import type { Place, Setting, Target } from "./settings.js";
import { Turns } from "./turns.js";

/** For each check: a doctor that hangs helps nobody. */
const timeoutMs = 15_000;

const silent = { info: () => undefined, warn: () => undefined };

/** Who each setting is, and what it may do; `onFunction` is called for each function that is done. */
export async function checkAws(settings: Setting[], clock: Clock, onFunction: () => void): Promise<Finding[]> {
  const turns = new Turns(clock);
  const found = await Promise.all(settings.map((setting) => checkSetting(setting, clock, turns, onFunction)));
  return found.flat();
}

async function checkSetting(setting: Setting, clock: Clock, turns: Turns, onFunction: () => void): Promise<Finding[]> {
  // What is wrong with the machine's files is said by the first call, in the library's words.
  const hosts = await foreignHosts(setting.access).catch(() => ({ lambda: undefined, sts: undefined }));
  const { finding, isRefused, caller } = await checkIdentity(setting, hosts, clock);
  const places = [...setting.places.values()];
  if (isRefused) {
    const names = places.flatMap(({ targets }) => [...targets.values()].map(({ functionName }) => functionName));
    const text = `${names.join(", ")} (${stacksOf(setting.stacks)}): not asked, for want of credentials`;
    return [finding, { check: "function", status: "skipped", text }];
  }
  const checked = await Promise.all(
    places.map((place) => checkPlace(place, { host: hosts.lambda, caller }, clock, turns, onFunction)),
  );
  return [finding, ...checked.flat()];
}

async function checkIdentity(
  { access, whose, stacks, places }: Setting,
  hosts: { lambda?: string; sts?: string },
  clock: Clock,
): Promise<{ finding: Finding; isRefused: boolean; caller?: string }> {
  const of = `(${stacksOf(stacks)})`;
  if (hosts.lambda !== undefined && hosts.sts === undefined) {
    const text = `${whose} ${of}: not asked who it is, for Lambda is ${hosts.lambda}, and no such endpoint is given for STS`;
    return { finding: { check: "identity", status: "skipped", text }, isRefused: false };
  }
  try {
    // Not by openApis.ts: STS's client would be in the plugin's bundle, which never asks.
    const { callerIdentity } = await import("../../aws/sts/stsApi.js");
    const { stsClient } = await import("../../aws/sts/stsClient.js");
    const deadline = { atMs: clock.nowMs() + timeoutMs };
    const { arn, account: caller } = await callerIdentity(stsClient(access), whose, clock, deadline);
    const others = new Set([...places.values()].map(({ account }) => account).filter((account) => account !== caller));
    const elsewhere = others.size === 0 ? "" : `; it has functions in another account, ${[...others].join(", ")}`;
    const text = `${arn}, by ${whose} ${of}${elsewhere}`;
    return { finding: { check: "identity", status: "ok", text }, isRefused: false, caller };
  } catch (error) {
    // Where STS gives no answer, Lambda may.
    const isRefused = error instanceof AwsFailure && !isUndecided(error);
    return { finding: findingOf("identity", error), isRefused };
  }
}

async function checkPlace(
  place: Place,
  { host, caller = place.account }: { host: string | undefined; caller: string | undefined },
  clock: Clock,
  turns: Turns,
  onFunction: () => void,
): Promise<Finding[]> {
  const trials: TrialApi[] = [];
  const open = (functionName: string) => {
    const settings = { functionName, deadline: { atMs: clock.nowMs() + timeoutMs }, clock, log: silent };
    const client = lambdaClient(place.access);
    const trial = new TrialApi(client, settings);
    trials.push(trial);
    return { lambda: new LambdaApi(client, settings), trial };
  };
  const account = `account ${place.account} in ${place.region}`;
  // Lambda tells the limits of who asks, whoever has the functions.
  const limits =
    caller === place.account
      ? turns
          .next(place.account, place.region)
          .then(() => open(account).trial.accountSettings())
          .catch((error: unknown) =>
            error instanceof AwsFailure && isUndecided(error) ? undefined : "without lambda:GetAccountSettings",
          )
      : `to the credentials, which are of account ${caller}`;
  const functions = [...place.targets.values()].map(async (target) => {
    await turns.next(place.account, place.region);
    const { lambda, trial } = open(target.functionName);
    const finding = await checkFunction(target, lambda, trial, host);
    onFunction();
    return finding;
  });
  const findings = await Promise.all(functions);
  const look: QuotaLook = {
    account,
    limits: await limits,
    requests: trials.reduce((sum, { requests }) => sum + requests, 0),
    throttledRequests: trials.reduce((sum, { throttledRequests }) => sum + throttledRequests, 0),
  };
  return [describeQuota(look), ...findings];
}

async function checkFunction(
  { functionArn, functionName, stacks }: Target,
  lambda: LambdaApi,
  trial: TrialApi,
  foreignHost: string | undefined,
): Promise<Finding> {
  const asFar = foreignHost === undefined ? "" : `, as far as ${foreignHost} tells`;
  try {
    const live = await lambda.getFunction(functionArn);
    await trial.tryUpdate(live, foreignHost === undefined);
    const text = `${functionName} (${stacksOf(stacks)}): may be read and updated${asFar}`;
    return { check: "function", status: "ok", text };
  } catch (error) {
    return findingOf("function", error);
  }
}

function stacksOf(stacks: Set<string>): string {
  return [...stacks].join(", ");
}
