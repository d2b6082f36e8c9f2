import type { Settings } from "../strictLambda/index.js";
import type { Play } from "./play.js";
import type { Event } from "./script.js";

type OthersDo = "configure" | "deployForeign" | "recreate" | "failUpdate" | "failVersion";

/** What other people, and AWS, do to the function of a play. */
export class Others {
  private foreignDeploys = 0;

  constructor(
    private readonly play: Play,
    private readonly settings: Partial<Settings>,
  ) {}

  act(event: Extract<Event, { do: OthersDo }>): void {
    const { play } = this;
    const { lambda } = play.bed;
    const { name } = play.record;
    const before = play.moment();
    switch (event.do) {
      case "configure":
        lambda.changeConfigurationBehindBack(name, { MemorySize: 256 }, event);
        break;
      case "deployForeign":
        this.foreignDeploys += 1;
        lambda.deployBehindBack(name, `foreign ${this.foreignDeploys}`, event);
        break;
      case "recreate":
        lambda.deleteBehindBack(name);
        play.record = lambda.createFunction({ name, settings: this.settings });
        play.history.recreations += 1;
        break;
      case "failUpdate":
        lambda.failNextUpdate({ reasonCode: "FunctionError", keepsOldHash: event.keepsOldHash }, name);
        play.history.orderedFailures += 1;
        return;
      case "failVersion":
        lambda.failNextVersion({ reasonCode: "FunctionError" }, name);
        play.history.orderedFailures += 1;
        return;
    }
    const entry = lambda.journal.at(-1)!;
    play.history.acts.push({ entry, before, after: play.moment(), isHeard: false });
  }
}
