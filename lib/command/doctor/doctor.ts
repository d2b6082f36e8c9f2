import { messageOf } from "../../ground/errors.js";
import { type CommandIo, hasColours } from "../commandIo.js";
import { exitCodes } from "../exitCodes.js";
import { isFolder } from "../isFolder.js";
import { Progress } from "../progress.js";
import { type Column, readColumns } from "../stacks/column.js";
import { stacksToShow } from "../stacks/stacksToShow.js";
import { counted } from "./counted.js";
import { type DoctorOptions, doctorHelp, readDoctorOptions } from "./doctorOptions.js";
import type { Finding } from "./finding.js";
import { checkPackage } from "./packageCheck.js";
import { checkPlugin } from "./pluginCheck.js";
import { findPackage, type Project, readProject } from "./project.js";
import { exitCodeOf, jsonOf, textOf } from "./report.js";
import { settingsIn } from "./settings.js";
import { checkEngine, checkNode, checkSdk, manifestIn, ownFolder } from "./versions.js";

/** Looks at the installation, the credentials and the functions that the states name; it changes nothing. */
export async function doctor(args: string[], io: CommandIo): Promise<number> {
  const options = readDoctorOptions(args, io);
  if (options === "help") {
    io.stdout.write(doctorHelp);
    return exitCodes.fine;
  }
  const progress = new Progress(io);
  let findings: Finding[];
  try {
    findings = await examine(options, io, progress);
  } finally {
    progress.end();
  }
  io.stdout.write(options.isJson ? jsonOf(findings) : textOf(findings, hasColours(io)));
  return exitCodeOf(findings);
}

async function examine(options: DoctorOptions, io: CommandIo, progress: Progress): Promise<Finding[]> {
  const { folder } = options;
  const own = manifestIn(ownFolder);
  const findings = [checkNode(process.versions.node, own)];
  if (!isFolder(folder)) {
    return [...findings, unknown("stack", `There is no folder ${folder}. Correct --cwd.`)];
  }
  progress.say("asking pulumi for its version");
  findings.push(await checkEngine(folder, io, own));
  const project = await readProject(folder).catch((error: unknown) => messageOf(error));
  if (typeof project === "string") {
    findings.push(
      findPackage("@pulumi/pulumi", ownFolder) === undefined
        ? checkSdk(findPackage("@pulumi/pulumi", folder) === undefined ? folder : ownFolder, own)
        : unknown("package", `Reading Pulumi.yaml: ${project.replace(/\.$/, "")}. Correct the file.`),
    );
  } else if (project === undefined && options.stacks.length === 0) {
    const text = `${folder} has no Pulumi.yaml. Run the doctor in the program's folder, or give it by --cwd.`;
    return [...findings, unknown("stack", text)];
  } else if (project?.runtime === "nodejs") {
    findings.push(checkSdk(project.programFolder, own));
    findings.push(...(await checkPackage(project.programFolder, own, io.env)));
  }
  progress.say("reading the stacks' states");
  const columns = await columnsOf(options, io, progress, findings);
  if (typeof project === "object" && needsPlugin(project, columns)) {
    findings.push(await checkPlugin(project, folder, io, own.version));
  }
  return [...findings, ...(await checkFunctions(columns, io, progress))];
}

async function columnsOf(
  options: DoctorOptions,
  io: CommandIo,
  progress: Progress,
  findings: Finding[],
): Promise<Column[]> {
  try {
    const stacks = await stacksToShow(options, io);
    const columns = await readColumns(stacks, options.folder, io, (done) => {
      progress.say(`reading the stacks' states: ${done} of ${stacks.length}`);
    });
    for (const { stack, functions, problems } of columns) {
      const read: Finding = {
        check: "stack",
        status: "ok",
        text: `${stack}: ${counted(functions.length, "function")}`,
      };
      findings.push(...(problems.length > 0 ? problems.map((problem) => unknown("stack", problem)) : [read]));
    }
    return columns;
  } catch (error) {
    findings.push(unknown("stack", messageOf(error)));
    return [];
  }
}

async function checkFunctions(columns: Column[], io: CommandIo, progress: Progress): Promise<Finding[]> {
  const { settings, sealed } = settingsIn(columns);
  const ofSealed = sealed.map(({ functionName, stack, reason }) =>
    unknown("function", `${functionName} (${stack}): ${reason}. Run \`pulumi refresh\`, which reads the function.`),
  );
  if (settings.length === 0) {
    return ofSealed;
  }
  const all = settings
    .flatMap(({ places }) => [...places.values()])
    .reduce((sum, { targets }) => sum + targets.size, 0);
  let done = 0;
  progress.say(`asking AWS about ${counted(all, "function")}`);
  // Only then: who has no functions yet need not load the SDK.
  const loaded = await import("./awsChecks.js").catch((error: unknown) => messageOf(error).split("\n")[0] ?? "");
  if (typeof loaded === "string") {
    const text = `pulumi-lambda-code cannot load the AWS SDK (${loaded}). Install the packages again.`;
    const unasked = `${counted(all, "function")}: not asked, for want of the AWS SDK`;
    return [
      { check: "package", status: "mend", text },
      { check: "function", status: "skipped", text: unasked },
      ...ofSealed,
    ];
  }
  const found = await loaded.checkAws(settings, io.clock, () => {
    done += 1;
    progress.say(`asking AWS: ${done} of ${all} functions`);
  });
  return [...found, ...ofSealed];
}

/** Other languages reach the provider by the plugin alone, and so does the class of `pulumi-lambda-code/plugin`. */
function needsPlugin({ runtime }: Project, columns: Column[]): boolean {
  const typeOf = (urn: string) => (urn.split("::")[2] ?? "").split("$").at(-1) ?? "";
  const urns = columns.flatMap(({ functions }) => functions.map(({ urn }) => urn));
  return runtime !== "nodejs" || urns.some((urn) => typeOf(urn).startsWith("lambdacode:"));
}

function unknown(check: Finding["check"], text: string): Finding {
  return { check, status: "unknown", text };
}
