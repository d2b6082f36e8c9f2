import { holdsUnknown, isRecord } from "../ground/unknowns.js";
import { secondsOfGoDuration } from "./goDuration.js";

const common = {
  texts: ["roleArn", "sessionName", "policy", "duration"],
  lists: ["policyArns"],
  others: ["durationSeconds"],
};
const ofRole = {
  texts: [...common.texts, "externalId", "sourceIdentity"],
  lists: [...common.lists, "transitiveTagKeys"],
  others: [...common.others, "tags"],
};
const ofWebIdentity = { ...common, texts: [...common.texts, "webIdentityToken", "webIdentityTokenFile"] };

/** What is wrong with `assumeRoles`; unknown parts are passed over, and no value is quoted. */
export function rolesProblems(roles: unknown): string[] {
  if (roles === undefined || holdsUnknown(roles)) {
    return [];
  }
  return Array.isArray(roles)
    ? roles.flatMap((role: unknown, index) => roleProblems(`aws.assumeRoles[${index}]`, role, ofRole))
    : ["aws.assumeRoles must be a list of roles, each {roleArn, …}."];
}

/** What is wrong with `assumeRoleWithWebIdentity`. */
export function webIdentityProblems(role: unknown): string[] {
  if (role === undefined || holdsUnknown(role)) {
    return [];
  }
  const at = "aws.assumeRoleWithWebIdentity";
  const problems = roleProblems(at, role, ofWebIdentity);
  const tokens = isRecord(role) ? [role.webIdentityToken, role.webIdentityTokenFile].filter(Boolean) : [];
  return isRecord(role) && tokens.length !== 1
    ? [...problems, `${at} needs one of webIdentityToken and webIdentityTokenFile.`]
    : problems;
}

function roleProblems(at: string, role: unknown, { texts, lists, others }: typeof ofRole): string[] {
  if (!isRecord(role)) {
    return [`${at} must be an object with a roleArn.`];
  }
  const known = [...texts, ...lists, ...others];
  const problems = Object.keys(role)
    .filter((key) => !known.includes(key))
    .map((key) => `${at}.${key} is not an argument; known are ${known.join(", ")}.`);
  if (typeof role.roleArn !== "string" || !/^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/.+$/.test(role.roleArn)) {
    problems.push(`${at}.roleArn must be the ARN of an IAM role.`);
  }
  for (const key of texts.filter((key) => role[key] !== undefined && typeof role[key] !== "string")) {
    problems.push(`${at}.${key} must be a text.`);
  }
  for (const key of lists.filter((key) => role[key] !== undefined && !Array.isArray(role[key]))) {
    problems.push(`${at}.${key} must be a list of texts.`);
  }
  if (role.tags !== undefined && !isRecord(role.tags)) {
    problems.push(`${at}.tags must be an object of texts.`);
  }
  const seconds = typeof role.duration === "string" ? secondsOfGoDuration(role.duration) : undefined;
  if (role.durationSeconds !== undefined && seconds !== undefined) {
    problems.push(`${at} has both durationSeconds and duration: give one.`);
  }
  const name = role.durationSeconds === undefined ? "duration" : "durationSeconds";
  const given = role.durationSeconds ?? seconds;
  if (given !== undefined && !(Number(given) >= 900 && Number(given) <= 43_200)) {
    problems.push(`${at}.${name} must be from 900 to 43200 seconds (AWS STS, AssumeRole).`);
  }
  return problems;
}
