import { DeployError } from "../../ground/errors.js";
import type { CommandIo } from "../commandIo.js";
import { type ListedStack, listStacks } from "./listStacks.js";
import { PulumiFailure } from "./pulumi.js";
import { inUsualOrder } from "./stackOrder.js";

/** The stacks that were named, in that order, else all of the project; with what Pulumi says of an update of each. */
export async function stacksToShow(
  { stacks, folder }: { stacks: string[]; folder: string },
  io: CommandIo,
): Promise<ListedStack[]> {
  if (stacks.length > 0) {
    const ways = [...new Set(stacks.map(isInFull))];
    const lists = ways.map((way) => listStacks(folder, io, way).catch(unlessPulumiFailed));
    const listed = (await Promise.all(lists)).flat();
    return stacks.map((name) => listed.find((stack) => stack.name === name) ?? { name, isUnderWay: false });
  }
  const listed = await listStacks(folder, io);
  if (listed.length === 0) {
    throw new DeployError("BadInput", "The project has no stacks. Run `pulumi stack init`, or name some with --stack.");
  }
  return inUsualOrder(listed);
}

const isInFull = (name: string): boolean => name.split("/").length > 2;

/** Who names stacks in full need not be in a project's folder. */
function unlessPulumiFailed(error: unknown): ListedStack[] {
  if (error instanceof PulumiFailure) {
    return [];
  }
  throw error;
}
