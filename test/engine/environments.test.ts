import { readFileSync } from "node:fs";
import path from "node:path";
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import type { CommandResult } from "../support/engine/runCommand.js";
import { sdkClient, StrictLambda, zipOf } from "../support/strictLambda/index.js";

const functionName = "orders-api";
const strayAccount = "444444444444";

// As the example's stack files say it; each account is a server of its own, which knows the keys of that account only.
const places = {
  dev: { account: "111111111111", region: "us-east-1" },
  staging: { account: "222222222222", region: "eu-west-1" },
  prod: { account: "333333333333", region: "eu-central-1" },
};
type Stack = keyof typeof places;
const stacks = Object.keys(places) as Stack[];

interface Deployed {
  functionArn: string;
  version: string;
  codeSha256: string;
}

describe("dev, staging and prod, in examples/environments through the real engine", () => {
  let lambdas: Record<Stack, StrictLambda>;
  let project: EngineProject;

  before(async () => {
    lambdas = { dev: await accountOf("dev"), staging: await accountOf("staging"), prod: await accountOf("prod") };
    // The stack files name profiles: without keys in the environment nothing else can be taken.
    project = await EngineProject.copyOfExample("environments", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
    useKeys({ dev: keyOf("dev"), staging: keyOf("staging"), prod: "AKIASTRAY" });
    for (const stack of stacks) {
      tellEndpoints(stack);
      await project.pulumiOrFail("stack", "init", stack);
    }
  });

  beforeEach(() => {
    for (const lambda of Object.values(lambdas)) {
      lambda.journal.clear();
    }
  });

  after(async () => {
    await Promise.all(Object.values(lambdas).map((lambda) => lambda.stop()));
    project.remove();
  });

  it("dev deploys the folder, and staging takes the version that dev published, whatever runs there by now", async () => {
    await upOrFail("dev");
    const { codeSha256 } = await outputs("dev");
    const hotfix = lambdas.dev.deployBehindBack(functionName, zipOf({ "index.mjs": "// tried out by hand" }));
    await upOrFail("staging");
    expect(await outputs("staging")).to.deep.equal({ functionArn: arnOf("staging"), version: "1", codeSha256 });
    expect(hotfix).not.to.equal(codeSha256);
  });

  it("a deploy to prod as another account is stopped with nothing sent", async () => {
    const { prod, staging } = lambdas;
    const stray = prod.createFunction({ name: functionName, account: strayAccount, region: places.prod.region });
    const before = [stray.revisionId, stray.codeSha256];
    const result = await up("prod");
    expect(result.code, result.text).not.to.equal(0);
    expect(oneLine(result.text)).to.contain(
      `account ${strayAccount} is not among allowedAccountIds (${places.prod.account}). Nothing was sent.`,
    );
    expect([stray.revisionId, stray.codeSha256]).to.deep.equal(before);
    // It was looked at, and no more; nor was the code fetched that would have been sent.
    expect(new Set(operations("prod"))).to.deep.equal(new Set(["GetFunction"]));
    expect(staging.downloadCount).to.equal(0);
  });

  it("prod takes what staging runs: the same bytes in three accounts and three Regions", async () => {
    useKeys({ dev: keyOf("dev"), staging: keyOf("staging"), prod: keyOf("prod") });
    await upOrFail("prod");
    const [dev, ...promoted] = await Promise.all(stacks.map(versionSeenBySdk));
    expect(dev?.arn).to.equal(`${arnOf("dev")}:1`);
    for (const [index, { arn, codeSha256, bytes }] of promoted.entries()) {
      expect(arn).to.equal(`${arnOf(stacks[index + 1]!)}:1`);
      expect(codeSha256).to.equal(dev?.codeSha256);
      expect(bytes.equals(dev!.bytes)).to.equal(true);
    }
  });

  it("a second up of each changes nothing and writes nothing; dev's asks nothing", async () => {
    for (const stack of stacks) {
      expect(await upOrFail(stack))
        .to.match(/\d unchanged/)
        .and.not.to.match(/\d (created|updated|replaced)/);
      if (stack === "dev") {
        expect(operations("dev")).to.deep.equal([]);
      }
    }
    expect(stacks.flatMap((stack) => lambdas[stack].journal.writes())).to.deep.equal([]);
  });

  it("a deploy to prod with another account's keys later on is refused by AWS itself", async () => {
    useKeys({ dev: keyOf("dev"), staging: keyOf("staging"), prod: "AKIASTRAY" });
    await project.refresh("--stack", "dev");
    await upBuild("dev", "second");
    await upOrFail("staging");
    const result = await up("prod");
    expect(result.code, result.text).not.to.equal(0);
    expect(result.text).to.contain("AccessDeniedException");
    expect(lambdas.prod.journal.writes()).to.deep.equal([]);
    useKeys({ dev: keyOf("dev"), staging: keyOf("staging"), prod: keyOf("prod") });
    await upOrFail("prod");
    expect(await outputs("prod")).to.include({ version: "2", codeSha256: (await outputs("dev")).codeSha256 });
  });

  it("the gate refuses prod what dev runs and staging does not, and opens when staging has taken it", async () => {
    await upBuild("dev", "third");
    const [dev, staging] = [await outputs("dev"), await outputs("staging")];
    const from = {
      from: "organization/environments/dev",
      "fromAws.region": places.dev.region,
      "fromAws.profile": "dev",
    };
    const settings = Object.entries({ ...from, "fromAws.endpoint": lambdas.dev.url });
    const flags = settings.flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
    await project.pulumiOrFail("config", "set-all", "--stack", "prod", "--path", ...flags);
    lambdas.prod.journal.clear();
    const refused = await up("prod");
    expect(refused.code, refused.text).not.to.equal(0);
    expect(oneLine(refused.text)).to.match(
      new RegExp(`codeSha256 pins ${escaped(staging.codeSha256)}, but .* has ${escaped(dev.codeSha256)}`),
    );
    expect(lambdas.prod.journal.writes()).to.deep.equal([]);
    expect(await outputs("prod")).to.include({ codeSha256: staging.codeSha256 });

    await upOrFail("staging");
    await upOrFail("prod");
    expect(await outputs("prod")).to.include({ version: "3", codeSha256: dev.codeSha256 });
    expect((await versionSeenBySdk("prod")).codeSha256).to.equal(dev.codeSha256);
  });

  async function accountOf(stack: Stack): Promise<StrictLambda> {
    const { account, region } = places[stack];
    const lambda = await StrictLambda.start({
      account,
      region,
      accounts: { [keyOf(stack)]: account, AKIASTRAY: strayAccount },
    });
    lambda.createFunction({ name: functionName });
    return lambda;
  }

  function useKeys(keys: Record<Stack, string>): void {
    const profiles = Object.entries(keys).map(
      ([name, key]) => `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = not-a-real-key\n`,
    );
    project.write(".home/.aws/credentials", profiles.join("\n"));
  }

  /** The stack files are the example's own, but for where the accounts are. */
  function tellEndpoints(stack: Stack): void {
    const file = `Pulumi.${stack}.yaml`;
    edit(file, "config:\n", `config:\n  aws:endpoints: [{ lambda: "${lambdas[stack].url}" }]\n`);
    const source = stacks[stacks.indexOf(stack) - 1];
    if (source !== undefined) {
      const { region } = places[source];
      edit(file, `{ region: ${region}, profile: ${source} }`, fromAwsOf(source));
    }
  }

  const fromAwsOf = (stack: Stack): string =>
    `{ region: ${places[stack].region}, profile: ${stack}, endpoint: "${lambdas[stack].url}" }`;

  function edit(file: string, from: string, to: string): void {
    const text = readFileSync(path.join(project.folder, file), "utf8");
    expect(text).to.contain(from);
    project.write(file, text.replace(from, to));
  }

  async function upBuild(stack: Stack, build: string): Promise<void> {
    project.write("app/index.mjs", `export const handler = async () => ({ message: "${build}" });\n`);
    await upOrFail(stack);
  }

  const up = (stack: Stack): Promise<CommandResult> => project.up("--stack", stack);

  async function upOrFail(stack: Stack): Promise<string> {
    const result = await up(stack);
    expect(result.code, result.text).to.equal(0);
    return result.text;
  }

  async function outputs(stack: Stack): Promise<Deployed> {
    const { stdout } = await project.pulumiOrFail("stack", "output", "--json", "--stack", stack);
    return JSON.parse(stdout) as Deployed;
  }

  const operations = (stack: Stack): string[] => lambdas[stack].journal.requests().map(({ operation }) => operation);

  /** What somebody with an SDK of his own finds as the version in the stack's outputs. */
  async function versionSeenBySdk(stack: Stack): Promise<{ arn: string; codeSha256: string; bytes: Buffer }> {
    const client = sdkClient(lambdas[stack].url, { region: places[stack].region, accessKeyId: keyOf(stack) });
    const { version: Qualifier } = await outputs(stack);
    const { Configuration, Code } = await client.send(
      new GetFunctionCommand({ FunctionName: functionName, Qualifier }),
    );
    client.destroy();
    const bytes = Buffer.from(await (await fetch(Code!.Location!)).arrayBuffer());
    return { arn: Configuration!.FunctionArn!, codeSha256: Configuration!.CodeSha256!, bytes };
  }
});

const keyOf = (stack: Stack): string => `AKIA${stack.toUpperCase()}`;
const arnOf = (stack: Stack): string =>
  `arn:aws:lambda:${places[stack].region}:${places[stack].account}:function:${functionName}`;
const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
