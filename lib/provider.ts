import { claimFunction, describeConflict } from "./claims.js";
import { systemClock } from "./clock.js";
import { diff as compare } from "./diff.js";
import { DeployError, InitFailure } from "./errors.js";
import {
  functionRefOf,
  type InputFailure,
  type ParsedInputs,
  parseInputs,
  type PropertyBag,
  withoutAbsent,
} from "./inputs.js";
import { consoleLog } from "./log.js";
import { rememberSize } from "./packageSizes.js";
import { CodeProblems, describeCode, nameOfCode } from "./sources/index.js";
import { readState } from "./state.js";
import { unknownValue } from "./unknowns.js";

// deploy and read are loaded when they are called: a run with nothing to do then never loads the AWS SDK.

/** Validates the inputs and puts the hash of the code among them, so that a preview shows it old => new. */
export async function check(olds: PropertyBag, news: PropertyBag) {
  const parsed = parseInputs(news);
  const failures = [...parsed.failures];
  const codeSha256 = await wantedHash(parsed, olds.codeSha256, failures);
  const inputs = { ...withoutAbsent(news), ...(codeSha256 === undefined ? {} : { codeSha256 }) };
  // With a property's name Pulumi would print its value, secrets too; the reason names the argument.
  return { inputs, failures: failures.map(({ reason }) => ({ property: "", reason })) };
}

/** Says whether the function is updated or replaced; always answers, or Pulumi would compare inputs by itself. */
export function diff(_id: string, olds: PropertyBag, news: PropertyBag) {
  const { replaces, updates } = compare(readState(olds), parseInputs(news));
  return Promise.resolve({ changes: replaces.length + updates.length > 0, replaces, deleteBeforeReplace: false });
}

/** Takes over an existing function; nothing is uploaded where it runs the code already. */
export async function create(inputs: PropertyBag) {
  const outs = await deployFor(inputs, undefined);
  return { id: String(outs.functionArn), outs };
}

/** Deploys what changed, and finishes what an earlier run left unfinished. */
export async function update(_id: string, olds: PropertyBag, news: PropertyBag) {
  return { outs: await deployFor(news, olds) };
}

/** Refreshes state from the function; `{}` tells Pulumi that it is gone. */
export async function read(id: string, props: PropertyBag = {}) {
  const { read: refresh } = await import("./read.js");
  // A resource looked up by its id alone brings no state along.
  const refreshed = await refresh({ functionArn: id, ...props }, systemClock, consoleLog);
  return refreshed === undefined ? {} : { id, props: refreshed.state, inputs: refreshed.inputs };
}

async function deployFor(news: PropertyBag, olds: PropertyBag | undefined): Promise<PropertyBag> {
  const { inputs, failures } = parseInputs(news);
  if (failures.length > 0) {
    throw new DeployError("BadInput", failures.map(({ reason }) => reason).join(" "));
  }
  const { deploy } = await import("./deploy.js");
  const { __provider, ...given } = news;
  try {
    return await deploy({ given, inputs, state: olds, clock: systemClock, log: consoleLog });
  } catch (error) {
    if (error instanceof InitFailure) {
      // Without it the saved resource could be neither refreshed nor destroyed.
      error.properties.__provider = __provider;
    }
    throw error;
  }
}

/** The hash of the code at hand; adds to `failures` what is wrong with the code, the pin, or the program as a whole. */
async function wantedHash(
  parsed: ParsedInputs,
  knownHash: unknown,
  failures: InputFailure[],
): Promise<string | undefined> {
  const { inputs, unknown } = parsed;
  const isUnusable = failures.some(({ argument }) => ["code", "ignore"].includes(argument));
  if (unknown.has("code") || unknown.has("ignore") || isUnusable) {
    return inputs.codeSha256 ?? (isUnusable ? undefined : unknownValue);
  }
  const { code, ignore, codeSha256: pin } = inputs;
  const functionName = unknown.has("functionName") ? "FunctionCode" : functionRefOf(inputs).name;
  try {
    const known = typeof knownHash === "string" ? knownHash : undefined;
    const described = await describeCode({ code, ignore, architecture: inputs.architectures?.[0] }, known);
    rememberSize(described.codeSha256, described.sizeBytes);
    for (const warning of described.warnings) {
      consoleLog.warn(functionName, warning);
    }
    if (pin !== undefined && pin !== described.codeSha256) {
      const reason = `codeSha256 pins ${pin}, but ${nameOfCode(code)} has ${described.codeSha256}. Build the pinned code again, or change the pin.`;
      failures.push({ argument: "codeSha256", reason });
    }
    failures.push(...conflicts(parsed, described.codeSha256));
    return described.codeSha256;
  } catch (error) {
    if (!(error instanceof CodeProblems)) {
      throw error;
    }
    failures.push(...error.problems.map((problem) => ({ argument: "code", reason: `code: ${problem}` })));
    return undefined;
  }
}

/** Two resources of this program that want different code for one function, as far as the inputs alone can tell. */
function conflicts({ inputs, unknown }: ParsedInputs, codeSha256: string): InputFailure[] {
  if (unknown.has("functionName") || unknown.has("aws")) {
    return [];
  }
  const { name, account, region } = functionRefOf(inputs);
  const { profile, assumeRoles, endpoint } = inputs.aws;
  const key = JSON.stringify([name, region, account ?? [profile, assumeRoles], endpoint]);
  const claim = { codeSha256, codeName: nameOfCode(inputs.code) };
  const earlier = claimFunction(key, claim);
  return earlier === undefined ? [] : [{ argument: "functionName", reason: describeConflict(name, earlier, claim) }];
}
