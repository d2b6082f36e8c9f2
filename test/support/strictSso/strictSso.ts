import { LambdaError } from "../strictLambda/lambdaError.js";
import type { Neighbour } from "../strictLambda/neighbours.js";

const lifetimeMs = 3_600_000;

/** The portal of IAM Identity Center as far as a profile needs it that signs in there: credentials for a token. */
export const strictSso: Neighbour = {
  routeOf({ url }) {
    return { operation: "GetRoleCredentials", members: Object.fromEntries(url.searchParams) };
  },

  isUnsigned: () => true,

  answer({ members }, _caller, { headers }, { world, credentials }) {
    if (headers["x-amz-sso_bearer_token"] !== ssoToken) {
      throw new LambdaError(401, "UnauthorizedException", "Session token not found or invalid");
    }
    const accessKeyId = `ASIASSO${world.ids.next("session").replaceAll("-", "").slice(0, 13).toUpperCase()}`;
    const account = String(members.account_id);
    const session = `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_${String(members.role_name)}/deployer`;
    credentials.assume(accessKeyId, account, session);
    const keys = { accessKeyId, secretAccessKey: "secret of a session", sessionToken: "token of a session" };
    const roleCredentials = { ...keys, expiration: Date.now() + lifetimeMs };
    return { status: 200, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ roleCredentials }) };
  },

  refuse({ status, code, message }, _route, requestId) {
    return {
      status,
      headers: { "Content-Type": "application/json", "x-amzn-RequestId": requestId, "x-amzn-ErrorType": code },
      body: JSON.stringify({ message }),
    };
  },
};

/** What `aws sso login` left on the machine. */
export const ssoToken = "token of a person";
