import { messageOf } from "../../ground/errors.js";
import { printable } from "../../ground/printable.js";
import type { CommandIo } from "../commandIo.js";
import { type DeployedFunction, readFunction } from "../functions/deployedFunction.js";
import { type DeployedRelease, readRelease } from "../functions/deployedRelease.js";
import { resourceNameOf } from "../functions/resourceFacts.js";
import { type Deployment, type ExportedResource, readDeployment } from "./deployment.js";
import type { ListedStack } from "./listStacks.js";
import { isNotFound, pulumi } from "./pulumi.js";

/** A stack of the matrix. */
export interface Column {
  /** As it was given, or listed. */
  stack: string;
  functions: DeployedFunction[];
  /** Why it could not be read, or not be relied upon: each a sentence. */
  problems: string[];
  /** Whether its state was read. */
  isRead: boolean;
}

const functionTypes = ["pulumi-nodejs:dynamic/lambda:FunctionCode", "lambdacode:index:FunctionCode"];
const releaseTypes = ["pulumi-nodejs:dynamic/lambda:FunctionRelease", "lambdacode:index:FunctionRelease"];

// Each is a process of Pulumi's, of some 100 MB.
const readAtOnce = 6;

/** Reads the states of stacks, in their order, a few at a time; each one that is read is told. */
export async function readColumns(
  stacks: ListedStack[],
  folder: string,
  io: CommandIo,
  onRead: (done: number) => void,
): Promise<Column[]> {
  const columns: Column[] = [];
  const waiting = [...stacks.entries()];
  let done = 0;
  const readNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, stack] = next;
      columns[index] = await readColumn(stack, folder, io);
      done += 1;
      onRead(done);
    }
  };
  await Promise.all(Array.from({ length: readAtOnce }, readNext));
  return columns;
}

/** Reads a stack's state; what goes wrong is said in the column. */
async function readColumn({ name: stack, isUnderWay }: ListedStack, folder: string, io: CommandIo): Promise<Column> {
  try {
    // Never with --show-secrets: what is sealed stays sealed.
    const deployment = readDeployment(await pulumi(["stack", "export", "--stack", stack], folder, io));
    return columnOf(stack, deployment, isUnderWay);
  } catch (error) {
    const told = messageOf(error);
    const problem = isNotFound(error)
      ? `Reading stack ${printable(stack)}: ${told}. Install Pulumi, or put its folder on the PATH.`
      : `Reading stack ${printable(stack)}: ${told}. Check its name, and \`pulumi whoami -v\`.`;
    return { stack, functions: [], problems: [problem], isRead: false };
  }
}

/** The functions of a state, each with the releases of its aliases. */
export function columnOf(stack: string, { resources, pending }: Deployment, isUnderWay = false): Column {
  const problems = isUnderWay || pending.size > 0 ? [underWay(stack)] : [];
  const read = <T>(types: string[], readOne: (resource: ExportedResource, isPending: boolean) => T): T[] =>
    resources
      .filter(({ type }) => types.includes(type))
      .flatMap((resource) => {
        try {
          return [readOne(resource, pending.has(resource.urn))];
        } catch (error) {
          problems.push(unreadable(stack, resource, error));
          return [];
        }
      });
  const functions = read(functionTypes, readFunction);
  for (const release of read(releaseTypes, readRelease)) {
    const released = functions.filter(({ functionArn }) => functionArn === release.functionArn);
    for (const one of released.length > 0 ? released : [added(functions, release)]) {
      one.releases.push(release);
    }
  }
  return { stack, functions, problems, isRead: true };
}

/** A sentence, for a state that may be another one in a moment. */
function underWay(stack: string): string {
  return `Reading stack ${printable(stack)}: an operation on it is under way, or was cut off. Wait for its end; where it was cut off, run \`pulumi cancel\` if it left a lock, then \`pulumi refresh\`. What is shown may change.`;
}

/** A sentence, for one resource: the others of the stack are shown all the same. */
function unreadable(stack: string, { urn }: ExportedResource, error: unknown): string {
  const why = messageOf(error).replace(/\.$/, "");
  return `Reading stack ${printable(stack)}: the state of ${printable(resourceNameOf(urn))} is not as this package writes it: ${printable(why)}. Run \`pulumi refresh\`, or use the newest pulumi-lambda-code.`;
}

/** A function of which the stack has a release alone. */
function added(functions: DeployedFunction[], release: DeployedRelease): DeployedFunction {
  const { resourceName, urn, functionArn, access } = release;
  const functionName = functionArn.split(":").at(-1) ?? "";
  const names = { resourceName, urn, functionArn, functionName };
  const one = { ...names, status: {}, releases: [], leftUndone: [], isGone: false, isLive: false, access };
  functions.push(one);
  return one;
}
