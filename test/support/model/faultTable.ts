import { expect } from "chai";
import { messageOf } from "#lib/ground/errors.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import type { Work } from "./deployer.js";
import { type CallOfDeploy, everyCall, forEachAtOnce } from "./everyCall.js";
import type { FaultBed } from "./faultBed.js";
import { inScenario, type Position, type Scenario } from "./scenario.js";

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
  /** Whether the call itself is answered as ever. */
  isQuiet?: true;
  /** Changes by others that may each need a version of their own. */
  otherChanges?: number;
  args?: PropertyBag;
}

const recoveries: readonly (readonly Work[])[] = [["up"], ["refresh", "up"]];

/** Meets the fault at each call, checks the guarantees, and recovers in each way where the up failed; returns at how many. */
export async function meetEverywhere(bed: FaultBed, fault: FaultCase): Promise<number> {
  const flaws: string[] = [];
  const calls = (await everyCall(bed)).filter(({ position }) => fault.at?.(position) ?? true);
  await forEachAtOnce(bed, calls, async (call) => {
    for (const recovery of recoveries) {
      const { found, hasFailed, isFelt } = await meet(bed, call, fault, recovery);
      found.push(...(isFelt ? [] : ["the call was not made, or was answered as ever"]));
      flaws.push(...found.map((flaw) => `${call.name}: ${recovery.join(", ")}: ${flaw}`));
      if (!hasFailed) {
        break;
      }
    }
  });
  expect(flaws.join("\n")).to.equal("");
  expect(calls).not.to.deep.equal([]);
  return calls.length;
}

interface Meeting {
  found: string[];
  hasFailed: boolean;
  /** Whether the call was made, and met the fault. */
  isFelt: boolean;
}

async function meet(
  bed: FaultBed,
  { variant, position }: CallOfDeploy,
  fault: FaultCase,
  recovery: readonly Work[],
): Promise<Meeting> {
  return inScenario(bed, variant, fault.args ?? {}, async (scenario) => {
    const found: string[] = [];
    fault.inject(scenario, position);
    const { error } = await scenario.run("up");
    scenario.place.proxy.clear();
    const hasFailed = error !== undefined;
    const call = scenario.requests(position.operation)[position.nth - 1];
    const isAnsweredAsEver = call?.status !== undefined && call.status < 300;
    const isFelt = call !== undefined && (fault.isQuiet === true || !isAnsweredAsEver);
    if (hasFailed === fault.survives) {
      found.push(hasFailed ? `failed: ${messageOf(error)}` : "did not fail");
    }
    if (hasFailed) {
      found.push(...(await scenario.flawsOfFailure()));
    }
    fault.undo?.(scenario);
    for (const work of hasFailed ? recovery : []) {
      const next = await scenario.run(work);
      found.push(...(next.error === undefined ? [] : [`${work}: ${messageOf(next.error)}`]));
    }
    found.push(...(await scenario.flawsOfSuccess(fault.otherChanges)), ...(await scenario.flawsOfRest()));
    return { found, hasFailed, isFelt };
  });
}
