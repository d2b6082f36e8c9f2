import { expect } from "chai";
import { messageOf } from "#lib/errors.js";
import type { PropertyBag } from "#lib/inputs.js";
import type { Work } from "./deployer.js";
import { type FaultBed, type Position, Scenario, variants } from "./scenario.js";

/** One fault, to be met at each call of each kind of deploy. */
export interface FaultCase {
  /** Arranges the fault. */
  inject: (scenario: Scenario, position: Position) => void;
  /** Takes it away, when the up has failed. */
  undo?: (scenario: Scenario) => void;
  /** Whether the up that meets it gets through. */
  survives: boolean;
  /** At which calls it can come; at all when left out. */
  at?: (position: Position) => boolean;
  /** Changes by others that may each need a version of their own. */
  otherChanges?: number;
  args?: PropertyBag;
}

const recoveries: readonly (readonly Work[])[] = [["up"], ["refresh", "up"]];

/** Meets the fault at each position, checks the guarantees, and recovers in each way where the up failed. */
export async function meetEverywhere(bed: FaultBed, fault: FaultCase): Promise<void> {
  const flaws: string[] = [];
  let count = 0;
  for (const variant of variants) {
    const positions = (await bed.positionsOf(variant)).filter((position) => fault.at?.(position) ?? true);
    for (const position of positions) {
      for (const recovery of recoveries) {
        count += 1;
        const scenario = await Scenario.begin(bed, variant, fault.args);
        const { found, hasFailed } = await meet(scenario, position, fault, recovery);
        const where = `${variant.name}: ${position.operation} ${position.nth}: ${recovery.join(", ")}`;
        flaws.push(...found.map((flaw) => `${where}: ${flaw}`));
        if (!hasFailed) {
          break;
        }
      }
    }
  }
  expect(flaws.join("\n")).to.equal("");
  expect(count).to.be.above(0);
}

async function meet(
  scenario: Scenario,
  position: Position,
  fault: FaultCase,
  recovery: readonly Work[],
): Promise<{ found: string[]; hasFailed: boolean }> {
  const found: string[] = [];
  fault.inject(scenario, position);
  const { error } = await scenario.run("up");
  scenario.bed.proxy.clear();
  const hasFailed = error !== undefined;
  if (hasFailed === fault.survives) {
    found.push(hasFailed ? `failed: ${messageOf(error)}` : "did not fail");
  }
  if (hasFailed) {
    found.push(...scenario.flawsOfFailure());
    fault.undo?.(scenario);
    for (const work of recovery) {
      const next = await scenario.run(work);
      found.push(...(next.error === undefined ? [] : [`${work}: ${messageOf(next.error)}`]));
    }
  } else {
    fault.undo?.(scenario);
  }
  found.push(...scenario.flawsOfSuccess(fault.otherChanges), ...(await scenario.flawsOfRest()));
  return { found, hasFailed };
}
