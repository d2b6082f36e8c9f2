import { messageOf } from "#lib/ground/errors.js";
import type { DeployerRun } from "./deployer.js";
import { type Act, isCodeWrite } from "./history.js";
import type { Play } from "./play.js";

/** An update that Lambda took, how the function stood before it, and whose run it belongs to. */
export type Update = Pick<Act, "before" | "run">;

/**
 * Whether an up stopped at code that came back by its own failed update, and had to: an earlier failed update, its own or
 * another deployer's, hid that code behind its own, and no run of its own that replaced it saved anything. So nothing tells
 * it from a foreign deploy that failed in between. Told from what happened, and not from what the library recorded; `later` came after the script.
 */
export function isRefusalOfUnknownCode(play: Play, index: 0 | 1, later: Update[], error: unknown): boolean {
  const { parties, bed, history } = play;
  const { deployer, program } = parties[index];
  const wantedHash = bed.codes[program.code].hash;
  const now = play.moment();
  const updates = [...history.acts.filter((act) => act.deployer === deployer && isCodeWrite(act)), ...later];
  const before = updates.at(-1)?.before;
  const isBack = now.lastUpdateStatus === "Failed" && now.codeSha256 === now.running && now.running !== wantedHash;
  const wasHidden = before?.codeSha256 === wantedHash && before.running === now.running;
  const replacing = updates.filter((update) => update.before.codeSha256 === now.running);
  const isUnsaved = replacing.every(({ run }) => run !== undefined && !hasSaved(run));
  return isBack && wasHidden && isUnsaved && /which this resource did not deploy/.test(messageOf(error));
}

function hasSaved({ hasEnded, before, after }: DeployerRun): boolean {
  return hasEnded && after !== before;
}
