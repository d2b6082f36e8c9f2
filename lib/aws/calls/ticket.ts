import type { Deadline } from "../../ground/clock.js";
import type { AwsFailure } from "../../ground/errors.js";

/** One of AWS's quotas, as it is documented. */
export interface Quota {
  /** What it limits, for messages. */
  of: string;
  perSecond: number;
  /** Whose it is, for messages; Lambda's unless said. */
  service?: string;
  /** Never tried to exceed: for calls that others of the account, such as dashboards, make as well. */
  isFirm?: boolean;
}

/** One call's place in the queue: the same through all its attempts, so that a refused call is not overtaken. */
export interface Ticket {
  readonly functionName: string;
  readonly deadline: Deadline;
  /** Whether waiting moves the deadline on: being one of many is not this deploy's fault. */
  readonly isDeadlineMoved: boolean;
  readonly say: (message: string) => void;
  readonly askedAtMs: number;
  countedFromMs: number;
  /** Aborted where nobody waits for this call any more, while others may. */
  readonly cancelled?: AbortSignal;
  /** What AWS said when it refused an attempt for its rate. */
  refusal?: AwsFailure;
  /** Whether it was told that the call waits. */
  isSaid?: boolean;
}
