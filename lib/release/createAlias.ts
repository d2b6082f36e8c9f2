import { endRound } from "../aws/calls/rounds.js";
import { AwsFailure } from "../ground/errors.js";
import { isSameTraffic } from "./moveAlias.js";
import { lookAtAlias } from "./observe.js";
import { pause, type ReleaseOperation } from "./releaseOperation.js";
import { whole } from "./shift.js";

/** Makes the alias at the target, where there was none; false where somebody else made another one meanwhile. */
export async function createAlias(operation: ReleaseOperation): Promise<boolean> {
  const { aliases, functionName, inputs } = operation;
  const wanted = whole(operation, inputs.functionVersion);
  const { functionVersion, description } = wanted;
  for (let round = 1; ; round += 1) {
    try {
      operation.seen = await aliases.createAlias(functionName, {
        name: inputs.aliasName,
        functionVersion,
        description,
      });
      break;
    } catch (error) {
      const { isLast, pauseMs } = endRound(error, round, operation);
      if (isLast && !isThereAlready(error)) {
        throw error;
      }
      await pause(operation, pauseMs);
      // An answer that was lost looks like somebody else's alias, if it is not just what is wanted.
      const live = await lookAtAlias(operation);
      if (live !== undefined) {
        if (!isSameTraffic(live, wanted)) {
          return false;
        }
        break;
      }
    }
  }
  operation.expected = wanted;
  operation.isUnderWay = true;
  operation.say(`made, with all calls to version ${functionVersion}`);
  return true;
}

function isThereAlready(error: unknown): boolean {
  return error instanceof AwsFailure && error.httpStatus === 409 && /already exist/i.test(error.awsMessage);
}
