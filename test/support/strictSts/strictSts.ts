import { LambdaError } from "../strictLambda/lambdaError.js";
import type { Neighbour, RawAnswer } from "../strictLambda/neighbours.js";
import { xml } from "../strictS3/s3Error.js";

const byToken = "AssumeRoleWithWebIdentity";
/** The only token that it takes. */
export const webIdentityToken = "token of a workflow";
const lifetimeMs = 3_600_000;
// What the front end of the server finds wrong with credentials, by STS's names for it.
const ofFrontEnd: Record<string, string> = {
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  UnrecognizedClientException: "InvalidClientTokenId",
  ExpiredTokenException: "ExpiredToken",
  InvalidSignatureException: "SignatureDoesNotMatch",
};

/** STS as far as a chain of roles, a web identity and the question who one is need it: credentials of the role's account, which this server knows from then on. */
export const strictSts: Neighbour = {
  routeOf({ body }) {
    const { Action: operation = "", ...members } = membersOf(body);
    delete members.Version;
    return { operation, members };
  },

  isUnsigned: ({ operation }) => operation === byToken,

  answer({ operation }, caller, { body }, { world, credentials }) {
    if (operation === "GetCallerIdentity") {
      const { accessKeyId: userId, account } = caller;
      const arn = xml(credentials.arnOf(caller));
      return answerOf(operation, `<Arn>${arn}</Arn><UserId>${userId}</UserId><Account>${account}</Account>`);
    }
    if (operation !== "AssumeRole" && operation !== byToken) {
      throw new LambdaError(400, "InvalidAction", `Could not find operation ${operation}`);
    }
    const { RoleArn: roleArn = "", RoleSessionName: session = "", WebIdentityToken: token } = membersOf(body);
    if (operation === byToken && token !== webIdentityToken) {
      throw new LambdaError(400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT.");
    }
    const account = /^arn:[\w-]+:iam::(\d{12}):role\/./.exec(roleArn)?.[1];
    if (account === undefined) {
      throw new LambdaError(400, "ValidationError", `${roleArn} is invalid`);
    }
    if (operation === byToken && world.deniedOperations.has(byToken)) {
      throw new LambdaError(403, "AccessDenied", `Not authorized to perform sts:${byToken}`);
    }
    const isTrusted =
      operation === byToken ||
      world.trustedAccounts.size === 0 ||
      world.trustedAccounts.get(roleArn)?.includes(caller.account);
    if (world.deniedOperations.has(operation) || isTrusted !== true) {
      const message = `User: ${credentials.arnOf(caller)} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      throw new LambdaError(403, "AccessDenied", message);
    }
    const accessKeyId = `ASIA${world.ids.next("session").replaceAll("-", "").slice(0, 16).toUpperCase()}`;
    // The SDK holds its expiry against the machine's clock.
    const expiration = new Date(Date.now() + lifetimeMs).toISOString();
    const assumedRole = `${roleArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/${session}`;
    credentials.assume(accessKeyId, account, assumedRole);
    const result = `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>secret of a role</SecretAccessKey><SessionToken>token of a role</SessionToken><Expiration>${expiration}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROATEST:${xml(session)}</AssumedRoleId><Arn>${xml(assumedRole)}</Arn></AssumedRoleUser>`;
    return answerOf(operation, result);
  },

  refuse(error, _route, requestId) {
    const code = ofFrontEnd[error.code] ?? error.code;
    return {
      status: error.status,
      headers: { "Content-Type": "text/xml", "x-amzn-RequestId": requestId },
      body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${xml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
    };
  },
};

function answerOf(operation: string, result: string): RawAnswer {
  return {
    status: 200,
    headers: { "Content-Type": "text/xml" },
    body: `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${result}</${operation}Result></${operation}Response>`,
  };
}

function membersOf(body: Buffer): Record<string, string | undefined> {
  return Object.fromEntries(new URLSearchParams(body.toString()));
}
