import { readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "./repositoryRoot.js";

/** The workflow of docs/ci.md, for users to copy. */
export const ciWorkflowFile = "docs/ci/deploy.yml";

export function ciWorkflowText(): string {
  return readFileSync(path.join(repositoryRoot, ciWorkflowFile), "utf8");
}

/** The lines that each job runs, in order; every `run` is a line. */
export function linesOfJobs(text = ciWorkflowText()): Record<string, string[]> {
  const jobs = text.slice(text.indexOf("\njobs:\n")).split(/^ {2}(?=\w+:$)/m);
  return Object.fromEntries(
    jobs
      .slice(1)
      .map((job) => [
        job.slice(0, job.indexOf(":")),
        [...job.matchAll(/^ +(?:- )?run: (.*)$/gm)].map(([, line = ""]) => line),
      ]),
  );
}
