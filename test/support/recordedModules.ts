import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

/** Makes each Node process with this environment write down the modules it compiles, the children of a child too. */
export function recordingEnv(recordFile: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, "recordModules.js"))}`,
    RECORD_MODULES: recordFile,
  };
}

/** The modules written down so far. */
export function recordedModules(recordFile: string): string[] {
  return existsSync(recordFile) ? readFileSync(recordFile, "utf8").trimEnd().split("\n") : [];
}

/** Those of the AWS SDK among them. */
export function awsSdkModules(recordFile: string): string[] {
  return recordedModules(recordFile).filter((file) => /[\\/]@(aws-sdk|smithy)[\\/]/.test(file));
}

export function forgetRecordedModules(recordFile: string): void {
  rmSync(recordFile, { force: true });
}
