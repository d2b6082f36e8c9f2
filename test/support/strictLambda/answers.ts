import type { Configuration } from "./configuration.js";
import type { FunctionRecord } from "./functionRecord.js";
import type { Snapshot } from "./transitions.js";

type Members = Record<string, unknown>;

/** A configuration as answers show it: the ARN with the qualifier asked for, and the words of a status in progress. */
export function configurationAnswer(record: FunctionRecord, snapshot: Snapshot, qualifier?: string): Members {
  const configuration: Configuration = structuredClone(snapshot.configuration);
  if (snapshot === record.latest) {
    const publishing = record.setting("publishingStatus");
    const versionPending = [...record.versions.values()].some(({ transition }) => transition !== undefined);
    if (snapshot.transition?.kind === "update") {
      configuration.LastUpdateStatus = record.setting("inProgressStatus");
    } else if (publishing !== undefined && versionPending) {
      configuration.LastUpdateStatus = publishing;
    }
  }
  return { ...configuration, FunctionArn: qualifiedArn(record, snapshot, qualifier) };
}

/** An entry of ListVersionsByFunction: always qualified, and without the states. */
export function versionEntry(record: FunctionRecord, snapshot: Snapshot): Members {
  return Object.fromEntries(
    Object.entries({
      ...snapshot.configuration,
      FunctionArn: `${record.arn}:${snapshot.configuration.Version}`,
    }).filter(([name]) => !/^(State|LastUpdateStatus|RuntimeVersionConfig)/.test(name)),
  );
}

function qualifiedArn(record: FunctionRecord, snapshot: Snapshot, qualifier?: string): string {
  return qualifier === undefined ? snapshot.configuration.FunctionArn : `${record.arn}:${qualifier}`;
}
