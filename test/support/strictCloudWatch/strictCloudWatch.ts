import { accessDenied, LambdaError } from "../strictLambda/lambdaError.js";
import type { Caller } from "../strictLambda/names.js";
import type { Neighbour } from "../strictLambda/neighbours.js";
import type { World } from "../strictLambda/world.js";
import { type AlarmState } from "./alarm.js";
import { alarmNotFound, queryErrorOf, validationError } from "./cloudWatchError.js";
import { describeAlarms } from "./describeAlarms.js";
import { getMetricData } from "./getMetricData.js";

type Members = Readonly<Record<string, unknown>>;
type Operation = (members: Members, caller: Caller, world: World) => Members | undefined;

const contentType = "application/x-amz-json-1.0";

/** What the SDK's client names an operation by, in front of its name. */
export const cloudWatchTarget = "GraniteServiceVersion20100801";

/** CloudWatch as far as a release needs it, in the JSON protocol that its SDK speaks: alarms and the values of metrics. */
export const strictCloudWatch: Neighbour = {
  routeOf({ headers, body }) {
    const [, operation = ""] = String(headers["x-amz-target"]).split(".");
    return { operation, members: body.length === 0 ? {} : (JSON.parse(body.toString()) as Members) };
  },

  answer({ operation, members }, caller, _request, { world, quotas }) {
    quotas.take(operation, caller);
    const act = operations[operation];
    if (act === undefined) {
      throw new LambdaError(400, "UnknownOperationException", `${operation} is not an operation of this server.`);
    }
    if (world.deniedOperations.has(operation)) {
      throw notAllowed(operation, caller);
    }
    const body = act(members, caller, world);
    return { status: 200, headers: { "Content-Type": contentType }, body: JSON.stringify(body ?? {}) };
  },

  refuse(error, _route, requestId) {
    return {
      // What the front end refuses has 400 in the JSON protocols.
      status: error.status === 403 ? 400 : error.status,
      headers: {
        "Content-Type": contentType,
        "x-amzn-RequestId": requestId,
        "x-amzn-query-error": queryErrorOf(error),
      },
      body: JSON.stringify({ __type: `com.amazonaws.cloudwatch#${error.code}`, message: error.message }),
    };
  },
};

const operations: Readonly<Record<string, Operation>> = {
  DescribeAlarms: describeAlarms,
  GetMetricData: getMetricData,

  PutMetricAlarm({ AlarmName: name, ...members }, { account, region }, world) {
    world.alarms.put(String(name), { account, region, state: "INSUFFICIENT_DATA", members });
    return undefined;
  },

  PutCompositeAlarm({ AlarmName: name, AlarmRule: rule, ...members }, { account, region }, world) {
    world.alarms.put(String(name), { account, region, rule: String(rule), members });
    return undefined;
  },

  DeleteAlarms({ AlarmNames: names }, { account, region }, world) {
    for (const name of names as string[]) {
      world.alarms.delete(name, { account, region });
    }
    return undefined;
  },

  /** Holds until the alarm's next evaluation; a metric alarm of this server has none. */
  SetAlarmState(members, { account, region }, world) {
    const { AlarmName: name, StateValue: state, StateReason: reason, StateReasonData: data } = members;
    const alarm = world.alarms.find(String(name), { account, region });
    if (alarm === undefined) {
      throw alarmNotFound();
    }
    if (!["OK", "ALARM", "INSUFFICIENT_DATA"].includes(String(state))) {
      throw validationError(
        `1 validation error detected: Value '${String(state)}' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]`,
      );
    }
    world.alarms.set(alarm.arn, state as AlarmState, String(reason));
    alarm.reasonData = typeof data === "string" ? data : undefined;
    return undefined;
  },
};

function notAllowed(operation: string, { partition, account, region }: Caller): LambdaError {
  const user = `arn:${partition}:iam::${account}:user/deployer`;
  const action = `cloudwatch:${operation}`;
  const resource = `arn:${partition}:cloudwatch:${region}:${account}:alarm:*`;
  return accessDenied(
    `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}
