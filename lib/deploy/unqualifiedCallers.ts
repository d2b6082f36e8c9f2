import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import type { Operation } from "./operation.js";

/**
 * Says whom an update did not reach: on a capacity provider an invocation without a qualifier runs `$LATEST.PUBLISHED`
 * (Lambda developer guide, Lambda Managed Instances), which an update leaves as it is, and a numbered version, too.
 */
export function sayWhoRunsOldCode({ functionRef, inputs, log }: Operation, running: LiveFunction): void {
  if (running.configuration.capacityProviderConfig !== undefined && inputs.publishTo === undefined) {
    log.info(
      functionRef.name,
      'runs on a capacity provider: callers without a qualifier get $LATEST.PUBLISHED, which this update left as it was; publish: true with publishTo: "LATEST_PUBLISHED" brings the code to them',
    );
  }
}
