import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Clock, Deadline } from "../../ground/clock.js";
import { callBefore } from "../calls/callBefore.js";
import { retryRead } from "../calls/retry.js";

/** As whom AWS takes what is signed with the credentials. */
export interface CallerIdentity {
  /** ARN of the user, or of the session of a role. */
  arn: string;
  account: string;
}

/** Asks who the credentials belong to; that needs no permission, and no policy can refuse it. */
export async function callerIdentity(
  client: Promise<STSClient>,
  whose: string,
  clock: Clock,
  deadline: Deadline,
): Promise<CallerIdentity> {
  const call = { doing: "Asking STS about", functionName: whose, action: "sts:GetCallerIdentity" };
  const ask = () =>
    callBefore(deadline, clock, call, async (abortSignal) =>
      (await client).send(new GetCallerIdentityCommand({}), { abortSignal }),
    );
  const { Arn: arn = "", Account: account = "" } = await retryRead(ask, clock, deadline);
  return { arn, account };
}
