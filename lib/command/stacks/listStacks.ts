import { messageOf } from "../../ground/errors.js";
import { isRecord } from "../../ground/unknowns.js";
import type { CommandIo } from "../commandIo.js";
import { isNotFound, pulumiJson, PulumiFailure } from "./pulumi.js";

/** A stack as `pulumi stack ls` lists it. */
export interface ListedStack {
  name: string;
  /** Whether the backend says that it is being updated. */
  isUnderWay: boolean;
}

/** The stacks of the project in the folder, by names as short as Pulumi has them, or by `organization/project/stack`. */
export async function listStacks(folder: string, io: CommandIo, isInFull = false): Promise<ListedStack[]> {
  let listed: unknown;
  try {
    listed = await pulumiJson(
      ["stack", "ls", "--json", ...(isInFull ? ["--fully-qualify-stack-names"] : [])],
      folder,
      io,
    );
  } catch (error) {
    const told = messageOf(error);
    throw new PulumiFailure(
      isNotFound(error)
        ? `Listing the stacks: ${told}. Install Pulumi, or put its folder on the PATH.`
        : `Listing the stacks: ${told}. Check the folder, or --cwd, and \`pulumi whoami -v\`.`,
    );
  }
  return (Array.isArray(listed) ? listed : [])
    .filter(isRecord)
    .map(({ name, updateInProgress }) => ({ name: String(name), isUnderWay: updateInProgress === true }));
}
