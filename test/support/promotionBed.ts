import { SourcesBed } from "./sourcesBed.js";
import { startServers } from "./strictBed.js";
import type { FunctionRecord } from "./strictLambda/index.js";

const sourceName = "orders-staging";

/** The arguments that promote what the source runs. */
export const args = { sourceFunction: { functionName: sourceName } };

/** A function beside another, which runs `one` and whose code is promoted to it. */
export class PromotionBed extends SourcesBed {
  static override async start(): Promise<PromotionBed> {
    const bed = new PromotionBed(await startServers());
    bed.lambda.createFunction({ name: sourceName, code: bed.one.bytes });
    return bed;
  }

  /** The source's live record. */
  get source(): FunctionRecord {
    return this.lambda.function(sourceName);
  }
}
