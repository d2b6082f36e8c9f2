import type { IncomingHttpHeaders } from "node:http";
import { Credentials } from "../strictLambda/credentials.js";
import { LambdaError } from "../strictLambda/lambdaError.js";
import { Quotas } from "../strictLambda/quotas.js";
import type { Message } from "./upstream.js";

const account = "000000000000";

/** What AWS looks at before a service does, for emulators that do not: the request's date, its credentials, its rate. */
export class FrontDoor {
  readonly credentials = new Credentials(account, undefined);
  readonly quotas: Quotas;

  constructor(nowMs: () => number) {
    this.quotas = new Quotas(nowMs);
  }

  /** The refusal in AWS's form; undefined lets the request in. */
  refusalOf(operation: string, headers: IncomingHttpHeaders): (Message & { status: number }) | undefined {
    try {
      this.quotas.take(operation, this.credentials.authenticate(headers));
      return undefined;
    } catch (error) {
      if (!(error instanceof LambdaError)) {
        throw error;
      }
      return {
        status: error.status,
        headers: {
          "content-type": "application/json",
          "x-amzn-errortype": error.code,
          "x-amzn-requestid": "00000000-0000-4000-a000-0000000d0042",
          ...this.headers(),
        },
        body: Buffer.from(JSON.stringify({ ...error.members, [error.messageKey]: error.message })),
      };
    }
  }

  /** What every answer carries: the SDK corrects its clock by it. */
  headers(): { date: string } {
    return { date: this.credentials.serverDate().toUTCString() };
  }
}
