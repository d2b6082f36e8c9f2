// What the callers of a function have, and what its owner's alarm says, as commands:
//   node tools/demo/alias.mjs show NAME ALIAS            prints the alias: version, weights, description
//   node tools/demo/alias.mjs alarm ALARM OK|ALARM       makes the alarm where there is none, and sets its state
// They go where the AWS SDK goes: AWS_ENDPOINT_URL, AWS_REGION and the usual credentials.
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { GetAliasCommand, LambdaClient } from "@aws-sdk/client-lambda";

// Here Node 20 is a choice, and the SDK's word about it would stand between the demo's lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const commands = { show, alarm };

try {
  const [command, ...args] = process.argv.slice(2);
  if (!Object.hasOwn(commands, command ?? "") || args.length !== 2)
    throw new Error("usage: alias.mjs show NAME ALIAS, or alias.mjs alarm ALARM OK|ALARM");
  console.log(await commands[command](...args));
} catch (error) {
  console.error(`alias.mjs ${process.argv.slice(2).join(" ")}: ${error.name}: ${error.message}`);
  process.exitCode = 1;
}

async function show(name, alias) {
  const found = await new LambdaClient({ maxAttempts: 3 }).send(
    new GetAliasCommand({ FunctionName: name, Name: alias }),
  );
  const { FunctionVersion, RoutingConfig, Description } = found;
  return JSON.stringify({ FunctionVersion, weights: RoutingConfig?.AdditionalVersionWeights ?? {}, Description });
}

// In a namespace of its own: a metric that nobody sends leaves the alarm as it is set.
async function alarm(name, state) {
  const client = new CloudWatchClient({ maxAttempts: 3 });
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: name,
      Namespace: "Demo",
      MetricName: "Errors",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "ignore",
    }),
  );
  await client.send(new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: "set by hand" }));
  return `${name} is ${state}`;
}
