import type { PropertyBag } from "#lib/inputs/inputs.js";
import type { Code } from "../code.js";
import { DrivenClock } from "../drivenClock.js";
import { freshEndpoint } from "../freshEndpoint.js";
import { type FunctionRecord, type NewFunction, StrictLambda } from "../strictLambda/index.js";
import type { Deployer } from "./deployer.js";
import { type DeployerName, Machine, profiles } from "./machine.js";

const ourAccount = "111111111111";
const otherAccount = "222222222222";

/** One server, one clock and one client a deployer for many runs, each on a function of its own: quick, and all alike. */
export class ModelBed {
  readonly machine: Machine;
  private readonly endpoint: string;
  private functionCount = 0;

  private constructor(
    readonly clock: DrivenClock,
    readonly lambda: StrictLambda,
  ) {
    this.machine = new Machine(clock);
    this.endpoint = freshEndpoint(lambda.url);
  }

  static async start(): Promise<ModelBed> {
    const clock = new DrivenClock();
    const accounts = { [profiles.alice]: ourAccount, [profiles.bob]: ourAccount, AKIAOTHER: otherAccount };
    return new ModelBed(clock, await StrictLambda.start({ clock, accounts }));
  }

  async stop(): Promise<void> {
    this.machine.restore();
    await this.lambda.stop();
  }

  get codes(): readonly [Code, Code, Code] {
    return this.machine.codes;
  }

  /** A function that no run before had, with namesakes in another account and another Region. */
  freshFunction(wanted: Partial<NewFunction> = {}): { record: FunctionRecord; namesakes: FunctionRecord[] } {
    this.functionCount += 1;
    const name = `function-${this.functionCount}`;
    const make = (place: Partial<NewFunction>) => this.lambda.createFunction({ ...wanted, name, ...place });
    return {
      record: make({}),
      namesakes: [make({ account: otherAccount }), make({ region: "eu-west-1" })],
    };
  }

  /** Somebody whose stack deploys to the function, with credentials of their own. */
  deployer(name: DeployerName, functionName: string, args: PropertyBag = {}): Deployer {
    return this.machine.deployer(name, this.clock, { functionName, endpoint: this.endpoint, ...args });
  }
}
