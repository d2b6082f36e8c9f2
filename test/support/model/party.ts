import type { WaitingRequest } from "../strictLambda/index.js";
import type { Deployer, DeployerRun } from "./deployer.js";
import type { RunRecord } from "./history.js";
import type { Program } from "./script.js";

/** A deployer, its program, and what it is doing. */
export interface Party {
  deployer: Deployer;
  program: Program;
  onForeignChange: string;
  record?: RunRecord;
}

/** A killed run's request that is still on its way. */
export interface Late {
  request: WaitingRequest;
  deployer: Deployer;
  run: DeployerRun;
}
