import path from "node:path";

/** Only this, and nothing of the machine's: an AWS profile or a Pulumi login of the developer must not reach a test. */
export function hermeticEnv(engineFolder: string, folder: string): Record<string, string> {
  const searched = [engineFolder, path.dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"];
  return {
    PATH: searched.join(path.delimiter),
    HOME: path.join(folder, ".home"),
    PULUMI_HOME: path.join(folder, ".pulumi-home"),
    PULUMI_BACKEND_URL: `file://${path.join(folder, ".backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    // The type check of the programs has tests of its own, and takes half of every start.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
