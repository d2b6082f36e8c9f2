// Runs the demo's commands as a person would: printed first, their output on the screen, and kept to be judged.
import { run } from "../setup/command.mjs";

const commandSeconds = 180;
const ansiCodes = new RegExp(String.raw`\u001b\[[0-9;]*m`, "g");

/**
 * A shell with a folder and an environment; each call answers what the command printed on stdout, without colours.
 * Once `stopped()` is true it runs nothing more but what is to be done `always`.
 */
export function openShell({ folder, label, env, stopped }) {
  return async (command, args, { always = false } = {}) => {
    if (stopped() && !always) throw new Error("interrupted");
    process.stdout.write(`\n${label} $ ${[command, ...args].map(quote).join(" ")}\n`);
    const onStdout = (text) => process.stdout.write(text);
    const onStderr = (text) => process.stderr.write(text);
    const options = { cwd: folder, env, deadlineSeconds: commandSeconds, onStdout, onStderr };
    const output = await run(command, args, { ...options, what: `${command} ${args[0]}` });
    return output.replaceAll(ansiCodes, "");
  };
}

function quote(word) {
  return /^[\w@%+=:,./$-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
