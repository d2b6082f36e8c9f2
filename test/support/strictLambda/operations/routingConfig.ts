import { weightsOf, type Routing } from "../alias.js";
import type { FunctionRecord } from "../functionRecord.js";
import { conflict, functionNotFound, invalidParameter, LambdaError, validation } from "../lambdaError.js";
import type { Snapshot } from "../transitions.js";

const versionPattern = /^(\$LATEST(\.PUBLISHED)?|[0-9]+)$/;

/** Refuses weights that no request may have, whatever the alias is. */
export function checkWeights(weights: Readonly<Record<string, number>>): void {
  const at = "routingConfig.additionalVersionWeights";
  const shown = `{${Object.entries(weights)
    .map(([key, weight]) => `${key}=${Number.isInteger(weight) ? weight.toFixed(1) : weight}`)
    .join(", ")}}`;
  if (Object.values(weights).some((weight) => !(weight >= 0 && weight <= 1))) {
    throw validation(
      shown,
      at,
      "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    );
  }
  if (Object.keys(weights).some((key) => !/^[0-9]+$/.test(key))) {
    throw validation(
      shown,
      at,
      "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
    );
  }
  if (Object.keys(weights).length > 1) {
    throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
}

/** Refuses what is no version's name: an alias cannot point to an alias. */
export function checkVersionName(version: string): void {
  if (!versionPattern.test(version)) {
    throw validation(
      version,
      "functionVersion",
      "Member must satisfy regular expression pattern: (\\$LATEST(\\.PUBLISHED)?|[0-9]+)",
    );
  }
}

/** Refuses what an alias would point to after the change, weights that were kept included. */
export function checkRouting(routing: Routing, record: FunctionRecord): void {
  const { FunctionVersion: version } = routing;
  const others = Object.keys(weightsOf(routing));
  if (others.includes(version)) {
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  if (version === "$LATEST" && others.length > 0) {
    throw new LambdaError(
      400,
      "InvalidParameterValueException",
      "$LATEST is not supported for an alias pointing to more than 1 version",
    );
  }
  const [own, ...further] = [version, ...others].map((name) => usableVersion(record, name));
  for (const other of further) {
    checkAlike(own!, other);
  }
}

function usableVersion(record: FunctionRecord, version: string): Snapshot {
  const snapshot = version === "$LATEST" ? record.latest : record.versions.get(version);
  if (snapshot === undefined) {
    throw functionNotFound(`${record.arn}:${version}`);
  }
  const { State, StateReasonCode } = snapshot.configuration;
  if (version !== "$LATEST" && State !== "Active") {
    // That AWS refuses is recorded, the wording is not.
    throw conflict(
      `The operation cannot be performed at this time. The resource ${record.arn}:${version} is currently in the following state: '${State}'. StateReasonCode: '${StateReasonCode ?? ""}'`,
    );
  }
  return snapshot;
}

/** The rule is documented, its wording is not recorded. */
function checkAlike(one: Snapshot, other: Snapshot): void {
  for (const member of ["Role", "DeadLetterConfig"]) {
    if (JSON.stringify(one.configuration[member]) !== JSON.stringify(other.configuration[member])) {
      throw invalidParameter(
        `Both versions of an alias must have the same ${member === "Role" ? "execution role" : "dead-letter queue"}.`,
      );
    }
  }
}
