import { execFile } from "node:child_process";
import { cleanUpAtEnd } from "../../ground/endOfProcess.js";
import { DeployError } from "../../ground/errors.js";
import { printable } from "../../ground/printable.js";
import type { CommandIo } from "../commandIo.js";

const usualTimeoutMs = 120_000;
// A state of thousands of resources; Pulumi's own limit for its messages is the same.
const largestOutputBytes = 400_000_000;

/**
 * Runs the `pulumi` of the PATH and answers with its output. Not by the Automation API: its `exportStack` always asks for
 * decrypted secrets, and its way to run another command is private.
 */
export function pulumi(
  args: string[],
  folder: string,
  { env }: Pick<CommandIo, "env">,
  timeoutMs = usualTimeoutMs,
): Promise<string> {
  const options = {
    cwd: folder,
    env: { ...withoutOptions(env), PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: timeoutMs,
    // It only reads, so that nothing is left half done; and what does not heed a word is ended, too.
    killSignal: "SIGKILL",
    maxBuffer: largestOutputBytes,
  } as const;
  return new Promise((resolve, reject) => {
    const fail = (error: FailedProcess, stderr: string) => {
      reject(new PulumiFailure(reasonOf(error, stderr, timeoutMs)));
    };
    try {
      const child = execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
        forget();
        if (error === null) {
          resolve(stdout);
        } else {
          fail(error, stderr);
        }
      });
      // A signal to this process alone does not reach it.
      const forget = cleanUpAtEnd(() => child.kill("SIGKILL"));
      child.stdin?.end();
    } catch (error) {
      // A folder that is none is said at once.
      fail(error as FailedProcess, "");
    }
  });
}

/** The same for a command that answers in JSON. */
export async function pulumiJson(args: string[], folder: string, io: Pick<CommandIo, "env">): Promise<unknown> {
  const text = await pulumi(args, folder, io);
  try {
    return JSON.parse(text);
  } catch {
    throw new PulumiFailure(`\`pulumi ${args.join(" ")}\` did not answer in JSON`);
  }
}

/** PULUMI_OPTION_SHOW_SECRETS and the like are flags that nobody has written down here. */
function withoutOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^PULUMI_OPTION_/i.test(name)));
}

/** What `pulumi` said when it failed, without a period. */
export class PulumiFailure extends DeployError {
  constructor(readonly reason: string) {
    super("BadInput", reason);
  }
}

const notFound = "pulumi is not on the PATH";

/** Whether there is no `pulumi` at all, so that neither folder, name nor login need be looked at. */
export function isNotFound(error: unknown): boolean {
  return error instanceof PulumiFailure && error.reason === notFound;
}

type FailedProcess = Error & { code?: unknown; syscall?: string; killed?: boolean };

function reasonOf({ code, syscall, killed }: FailedProcess, stderr: string, timeoutMs: number): string {
  if (code === "ENOENT") {
    return notFound;
  }
  if (syscall?.startsWith("spawn") === true) {
    return `pulumi could not be started: ${String(code)}`;
  }
  if (killed === true) {
    return `pulumi gave no answer within ${timeoutMs / 1000} s`;
  }
  const lines = stderr.split("\n").map((line) => line.trim());
  const at = Math.max(
    0,
    lines.findIndex((line) => /^error: /.test(line)),
  );
  const [first = "", ...others] = lines.slice(at).filter((line) => line !== "");
  // Several reasons are a list.
  const said = first.endsWith(":") ? [first, ...others].join(" ") : first;
  return printable(said === "" ? "pulumi failed without a word" : withoutPasswords(said)).replace(/^error: |\.$/g, "");
}

/** Pulumi quotes the backend's address as it is, and what is told here may stand in a comment for everybody. */
function withoutPasswords(text: string): string {
  return text.replace(/(:\/\/[^\s/:@?"]*):[^\s"]*@/g, "$1:***@").replace(/(:\/\/[^\s?"]*)\?[^\s":]*/g, "$1?***");
}
