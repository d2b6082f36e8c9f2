import { DeployError } from "../ground/errors.js";
import { holdsUnknown, isRecord } from "../ground/unknowns.js";
import type { Access, AccountRules } from "./access.js";
import { differencesFrom, type FunctionRef, isRegion, parseFunctionArn, parseFunctionName } from "./functionRef.js";

/** Throws unless the function that answered is the one meant, in an account that the program allows: called before the first write anywhere. */
export function assertRightFunction(wanted: FunctionRef, rules: AccountRules, observedArn: string): void {
  const { name, account } = parseFunctionArn(observedArn);
  const other = differencesFrom(wanted, observedArn);
  if (other.length > 0) {
    const asked = other.map((part) => `${part} ${wanted[part] ?? ""}`).join(", ");
    throw new DeployError(
      "WrongFunction",
      `Deploying ${wanted.name}: Lambda answered with ${observedArn}, but ${asked} was asked for. Nothing was sent. Check aws.region, aws.profile and the credentials.`,
    );
  }
  const broken = brokenRule(rules, account);
  if (broken !== undefined) {
    const listed = (rules.allowedAccountIds ?? []).join(", ");
    const fault =
      broken === "forbidden" ? "is among forbiddenAccountIds" : `is not among allowedAccountIds (${listed})`;
    throw new DeployError(
      "WrongFunction",
      `Deploying ${name}: account ${account} ${fault}. Nothing was sent. Check aws.profile and the credentials.`,
    );
  }
}

/** Throws where the program does not allow the account that the resource was deployed to; AWS is not asked. */
export function assertAllowedAccount(rules: AccountRules, recordedArn: string): void {
  const { name, account } = parseFunctionArn(recordedArn);
  const broken = brokenRule(rules, account);
  if (broken !== undefined) {
    const listed = (rules.allowedAccountIds ?? []).join(", ");
    const fault =
      broken === "forbidden" ? "is among forbiddenAccountIds" : `is not among allowedAccountIds (${listed})`;
    throw new DeployError(
      "WrongFunction",
      `Deploying ${name}: it was deployed to ${recordedArn}, and account ${account} ${fault}. Nothing was sent. Correct the list; if another function is meant, give its ARN as functionName.`,
    );
  }
}

/** Why what answered is not the source that the program means: sentences, before anything is taken from it. */
export function sourceProblems(wanted: FunctionRef, rules: AccountRules, observedArn: string): string[] {
  const { account } = parseFunctionArn(observedArn);
  const other = differencesFrom(wanted, observedArn);
  if (other.length > 0) {
    const asked = other.map((part) => `${part} ${wanted[part] ?? ""}`).join(", ");
    return [
      `The source function ${observedArn} answered, but ${asked} was asked for. Check sourceFunction.aws and the credentials.`,
    ];
  }
  const broken = brokenRule(rules, account);
  if (broken === undefined) {
    return [];
  }
  const fault = broken === "forbidden" ? "is among forbiddenAccountIds" : "is not among allowedAccountIds";
  return [
    `The source function ${observedArn} is in account ${account}, which ${fault}. Nothing was taken from it. Check sourceFunction.aws and the credentials.`,
  ];
}

/** Why the ARN in `functionName` cannot be meant: sentences, told at preview. Unknown parts of `aws` are passed over. */
export function nameProblems(functionName: string, aws: unknown): string[] {
  const ref = parseFunctionName(functionName);
  if (typeof ref === "string") {
    return [];
  }
  const problems: string[] = [];
  const said = isRecord(aws) ? aws : {};
  const { region } = said;
  if (ref.region !== undefined && typeof region === "string" && !holdsUnknown(region) && ref.region !== region) {
    problems.push(
      `functionName is an ARN of ${ref.region}, but aws.region is ${isRegion(region) ? region : "another"}.`,
    );
  }
  const rules = {
    allowedAccountIds: knownList(said.allowedAccountIds),
    forbiddenAccountIds: listOf(said.forbiddenAccountIds),
  };
  const broken = ref.account === undefined ? undefined : brokenRule(rules, ref.account);
  if (broken !== undefined) {
    const how = broken === "forbidden" ? "forbiddenAccountIds names" : "allowedAccountIds does not name";
    problems.push(`functionName is in account ${ref.account ?? ""}, which aws.${how}.`);
  }
  return problems;
}

/** What tells functions of one program apart: by the account where it is known, else by who asks; and by the endpoint, for emulators have equal ARNs. */
export function functionKey({ name, account, region }: FunctionRef, { identity, endpoints }: Access): string {
  return JSON.stringify([name, region, account ?? identity, endpoints.lambda]);
}

function brokenRule(
  { allowedAccountIds, forbiddenAccountIds }: AccountRules,
  account: string,
): "forbidden" | "notAllowed" | undefined {
  if (forbiddenAccountIds?.includes(account)) {
    return "forbidden";
  }
  return allowedAccountIds !== undefined && !allowedAccountIds.includes(account) ? "notAllowed" : undefined;
}

function listOf(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** A list of which a part is unknown may yet name the account. */
function knownList(value: unknown): string[] | undefined {
  return holdsUnknown(value) ? undefined : listOf(value);
}
