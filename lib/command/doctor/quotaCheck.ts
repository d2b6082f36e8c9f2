import type { AccountSettings } from "../../aws/lambda/trialApi.js";
import { counted } from "./counted.js";
import type { Finding } from "./finding.js";

/** What was seen of an account's limits in one Region. */
export interface QuotaLook {
  account: string;
  /** Or why they are not known; undefined where no answer came. */
  limits: AccountSettings | string | undefined;
  requests: number;
  throttledRequests: number;
}

const gib = 2 ** 30;
const fullShare = 0.9;

/**
 * Who else uses the quota is not to be seen without CloudTrail or CloudWatch. But the doctor sends at most a third of
 * it: what is refused nevertheless is so because of others.
 */
export function describeQuota({ account, limits, requests, throttledRequests }: QuotaLook): Finding {
  const problems: string[] = [];
  if (throttledRequests > 0) {
    problems.push(
      `${account} refused ${throttledRequests} of the doctor's ${requests} requests for their rate, five a second of the 15 that Lambda allows: others use the quota. Deploy when they are done, or lower --parallel.`,
    );
  }
  if (typeof limits === "object" && limits.codeSizeBytes >= fullShare * limits.codeSizeLimitBytes) {
    problems.push(`${account}: ${storage(limits)} are used. Delete versions that nothing uses, or ask AWS for more.`);
  }
  if (problems.length > 0) {
    return { check: "quota", status: "mend", text: problems.join(" ") };
  }
  if (limits === undefined) {
    return { check: "quota", status: "skipped", text: `${account}: not known, for want of an answer` };
  }
  if (requests === 0 && typeof limits === "string") {
    return { check: "quota", status: "skipped", text: `${account}: not known ${limits}` };
  }
  const known = typeof limits === "string" ? `code storage not known ${limits}` : storage(limits);
  return {
    check: "quota",
    status: "ok",
    text: `${account}: none of ${counted(requests, "request")} was refused for its rate; ${known}`,
  };
}

function storage({ codeSizeBytes, codeSizeLimitBytes, functionCount }: AccountSettings): string {
  const [used, limit] = [codeSizeBytes, codeSizeLimitBytes].map((bytes) => (bytes / gib).toFixed(1));
  return `${String(used)} of ${String(limit)} GiB of code storage in ${counted(functionCount, "function")}`;
}
