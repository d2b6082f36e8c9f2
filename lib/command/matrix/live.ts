import { isDeepStrictEqual } from "node:util";
import { accessOf } from "../../access/access.js";
import { parseFunctionArn } from "../../access/functionRef.js";
import { AliasApi } from "../../aws/lambda/aliasApi.js";
import { unlessGone } from "../../aws/lambda/isGone.js";
import { LambdaApi } from "../../aws/lambda/lambdaApi.js";
import type { CallSettings } from "../../aws/lambda/lambdaCalls.js";
import { lambdaClient } from "../../aws/lambda/lambdaClient.js";
import type { Clock, Deadline } from "../../ground/clock.js";
import { AwsFailure, DeployError } from "../../ground/errors.js";
import { printable } from "../../ground/printable.js";
import type { DeployedFunction } from "../functions/deployedFunction.js";
import { type DeployedRelease, describeMove, describeRoute } from "../functions/deployedRelease.js";
import { lookAgain } from "../lookAgain.js";
import type { Column } from "../stacks/column.js";

const timeoutMs = 60_000;
// An alias is read under the quota that the control plane shares, 15 requests a second.
const pauseOfQuotaMs = 100;

class Unanswered {
  constructor(private readonly error: unknown) {}

  get message(): string {
    return lookAgain(this.error);
  }

  /** By which failures are one and the same, whatever function they are of. */
  get kind(): string {
    const { error } = this;
    return error instanceof AwsFailure ? error.awsCode : error instanceof DeployError ? error.code : "";
  }
}

const silent = { info: () => undefined, warn: () => undefined };

/** Asks Lambda what really runs; all at once, for the pacer of the library spreads the requests under the quotas. */
export async function lookLive(
  columns: Column[],
  clock: Clock,
  onLook: (done: number, all: number) => void,
): Promise<Column[]> {
  const all = columns.flatMap(({ functions }) => functions);
  const requests = all.reduce((sum, { releases }) => sum + 1 + 2 * releases.length, 0);
  const deadline = { atMs: clock.nowMs() + timeoutMs + requests * pauseOfQuotaMs };
  let done = 0;
  const look = async (deployed: DeployedFunction) => {
    try {
      return await lookAt(deployed, clock, deadline);
    } catch (error) {
      return new Unanswered(error);
    } finally {
      done += 1;
      onLook(done, all.length);
    }
  };
  return Promise.all(
    columns.map(async (column) => {
      const looks = await Promise.all(
        column.functions.map(async (deployed) => ({ deployed, seen: await look(deployed) })),
      );
      const functions = looks.map(({ deployed, seen }) =>
        seen instanceof Unanswered ? { ...deployed, isUnanswered: true } : seen,
      );
      const failures = looks.map(({ seen }) => seen).filter((seen) => seen instanceof Unanswered);
      return { ...column, functions, problems: [...column.problems, ...summary(column.stack, failures)] };
    }),
  );
}

/** The function and its aliases as Lambda shows them; throws where it gives no answer. */
async function lookAt(deployed: DeployedFunction, clock: Clock, deadline: Deadline): Promise<DeployedFunction> {
  const { functionArn, functionName, access, releases } = deployed;
  if (typeof access === "string") {
    throw new Error(`Reading ${functionName}: ${access}. Leave out --live for it.`);
  }
  const client = lambdaClient(accessOf(access, parseFunctionArn(functionArn).region));
  const settings = { functionName, deadline, clock, log: silent };
  const lambda = new LambdaApi(client, settings);
  const live = await unlessGone(lambda.getFunction(functionArn));
  if (live === undefined) {
    return { ...deployed, codeSha256: undefined, lastModified: undefined, isGone: true, isLive: true };
  }
  const { codeSha256, lastModified, state, lastUpdateStatus } = live;
  return {
    ...deployed,
    codeSha256,
    lastModified,
    deployedCodeSha256: deployed.deployedCodeSha256 ?? deployed.codeSha256,
    status: { state, lastUpdateStatus },
    isLive: true,
    releases: await Promise.all(releases.map((release) => lookAtAlias(release, lambda, settings))),
  };
}

async function lookAtAlias(
  release: DeployedRelease,
  lambda: LambdaApi,
  settings: CallSettings,
): Promise<DeployedRelease> {
  const { functionArn, alias, access, own } = release;
  if (typeof access === "string") {
    throw new Error(`Reading alias ${alias}: ${access}. Leave out --live for it.`);
  }
  const client = lambdaClient(accessOf(access, parseFunctionArn(functionArn).region));
  const live = await new AliasApi(client, settings).getAlias(functionArn, alias);
  if (live === undefined) {
    return { ...release, weights: {}, codeSha256: undefined, drift: [`alias ${alias} is gone`] };
  }
  const { functionVersion: version, weights } = live;
  // A state that does not tell its version in plain gives nothing to compare with.
  const isOwn = own.version === undefined || (version === own.version && isDeepStrictEqual(weights, own.weights));
  // A version never changes, but for a function that was made anew: then its own code has changed as well.
  const isKnown = version === release.version;
  return {
    ...release,
    version,
    weights,
    codeSha256: isKnown ? release.codeSha256 : (await unlessGone(lambda.getFunction(functionArn, version)))?.codeSha256,
    drift: isOwn ? [] : [describeMove(alias, describeRoute({ version, weights }), describeRoute(own))],
  };
}

/** One sentence a stack and kind of failure: where credentials have expired, they have for all of its functions. */
function summary(stack: string, failures: Unanswered[]): string[] {
  const kinds = [...new Set(failures.map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const [first, ...others] = failures.filter((failure) => failure.kind === kind);
    const more = others.length === 0 ? "" : ` So it was with ${others.length} more of this stack.`;
    return `Asking Lambda for stack ${printable(stack)}: ${first?.message ?? ""}${more}`;
  });
}
