// How the bare script is called.
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("bareScript.mjs", import.meta.url));

/** The arguments of `node` that deploy these functions; NAME in the zip's path stands for the function. */
export function bareScript(names, zip, parallel) {
  return [file, JSON.stringify({ names, zip, parallel })];
}

/** An environment for tools that speak to a server of ours; nothing of the user's AWS set-up is in it. */
export function scriptEnv(url) {
  const { PATH, HOME } = process.env;
  return {
    ...{ PATH, HOME, AWS_ENDPOINT_URL: url, AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1" },
    ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_EC2_METADATA_DISABLED: "true" },
    ...{ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" },
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
