// What the owner of the infrastructure does, and what somebody does behind Pulumi's back, as commands:
//   node tools/demo/function.mjs create NAME             a role and a function with placeholder code
//   node tools/demo/function.mjs invoke NAME[:VERSION]   prints the answer
//   node tools/demo/function.mjs hash NAME               prints the CodeSha256 that Lambda reports
//   node tools/demo/function.mjs tamper NAME             puts other code in
//   node tools/demo/function.mjs delete NAME             both again
// They go where the AWS SDK goes: AWS_ENDPOINT_URL, AWS_REGION and the usual credentials.
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";

// Here Node 20 is a choice, and the SDK's word about it would stand between the demo's lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const waitSeconds = 60;
const lambda = new LambdaClient({ maxAttempts: 3 });
const commands = { create, invoke, hash, tamper, delete: remove };

try {
  const [command, name] = process.argv.slice(2);
  if (!Object.hasOwn(commands, command ?? "") || !name)
    throw new Error(`usage: function.mjs ${Object.keys(commands).join("|")} NAME`);
  console.log(await commands[command](name));
} catch (error) {
  console.error(`function.mjs ${process.argv.slice(2).join(" ")}: ${error.name}: ${error.message}`);
  process.exitCode = 1;
}

async function create(name) {
  const { CreateRoleCommand, IAMClient } = await import("@aws-sdk/client-iam"); // here, for invoke is quicker without
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const { Role } = await new IAMClient().send(
    new CreateRoleCommand({
      RoleName: roleOf(name),
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: Role.Arn,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: codeThatSays("Placeholder: no code yet") },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: waitSeconds }, { FunctionName: name });
  return `created the role ${roleOf(name)} and the function ${name}, with placeholder code`;
}

async function invoke(name) {
  const answer = await lambda.send(new InvokeCommand({ FunctionName: name }));
  const payload = Buffer.from(answer.Payload).toString();
  if (answer.FunctionError) throw new Error(`the function failed: ${payload}`);
  return payload;
}

async function hash(name) {
  return (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }))).CodeSha256;
}

async function tamper(name) {
  const zip = codeThatSays("Somebody else was here");
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zip }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: waitSeconds }, { FunctionName: name });
  return `put other code into ${name}`;
}

async function remove(name) {
  const { DeleteRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
  const gone = (error) => {
    if (!["ResourceNotFoundException", "NoSuchEntityException"].includes(error.name)) throw error;
  };
  await lambda.send(new DeleteFunctionCommand({ FunctionName: name })).catch(gone);
  await new IAMClient().send(new DeleteRoleCommand({ RoleName: roleOf(name) })).catch(gone);
  return `deleted the function ${name} and the role ${roleOf(name)}`;
}

function roleOf(name) {
  return `${name}-role`;
}

// With one date, so that its hash is the same each time: it is in pictures.
function codeThatSays(message) {
  const handler = `export const handler = async () => (${JSON.stringify({ message })});\n`;
  return zipSync({ "index.mjs": strToU8(handler) }, { mtime: "1980-01-01T00:00:00" });
}
