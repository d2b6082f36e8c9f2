import { expect } from "chai";
import { checkAws } from "#lib/command/doctor/awsChecks.js";
import type { Finding } from "#lib/command/doctor/finding.js";
import { settingsIn } from "#lib/command/doctor/settings.js";
import { columnOf } from "#lib/command/stacks/column.js";
import { readDeployment } from "#lib/command/stacks/deployment.js";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import type { Clock } from "#lib/ground/clock.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { otherAccount, ownAccount } from "../support/accounts.js";
import { useCleanEnvironment } from "../support/cleanEnvironment.js";
import { DrivenClock } from "../support/drivenClock.js";
import { DrivenTimeouts } from "../support/drivenTimeouts.js";
import { FaultProxy, faults } from "../support/faults/index.js";
import { freshEndpoint } from "../support/freshEndpoint.js";
import { BehindProxyBed } from "../support/network/behindProxyBed.js";
import { RequestsUnderWay } from "../support/requestsUnderWay.js";
import { isWrite, StrictLambda, zipOf } from "../support/strictLambda/index.js";
import { VirtualClock } from "../support/virtualClock.js";

const role = `arn:aws:iam::${otherAccount}:role/deploy`;
const arnOf = (name: string, account = ownAccount) => `arn:aws:lambda:us-east-1:${account}:function:${name}`;

/** Whatever was found, and however: no function was changed, by a request with DryRun or without. */
function assertUntouched(server: StrictLambda): void {
  const sent = server.journal.requests().map(({ operation }) => operation);
  const others = sent.filter((operation) => operation !== "UpdateFunctionCode" && isWrite(operation));
  expect(others).to.deep.equal([]);
  expect(server.journal.writes()).to.deep.equal([]);
  const { codeSha256, latest, versions } = server.function("orders-api");
  expect(codeSha256).to.equal(codeSha256Of(zipOf()));
  expect(latest.transition).to.equal(undefined);
  expect(versions.size).to.equal(0);
}

describe("what the doctor asks AWS", () => {
  const machine = useCleanEnvironment();
  let clock: DrivenClock;
  let timeouts: DrivenTimeouts;
  let server: StrictLambda;
  let endpoint: string;

  beforeEach(async () => {
    clock = new DrivenClock();
    timeouts = new DrivenTimeouts(clock);
    server = await StrictLambda.start({ clock, accounts: { AKIAOURS: ownAccount } });
    endpoint = freshEndpoint(server.url);
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIAOURS", AWS_SECRET_ACCESS_KEY: "not-a-real-key" });
    server.createFunction({ name: "orders-api" });
  });
  afterEach(async () => {
    assertUntouched(server);
    timeouts.restore();
    await server.stop();
  });

  const here = () => ({ endpoint, endpoints: { sts: endpoint } });
  /** The findings about functions as the states of stacks have them: of each its ARN and what `aws` says. */
  async function examine(
    stacks: Record<string, [arn: string, aws?: PropertyBag][]>,
    ownClock: Clock = clock,
  ): Promise<Finding[]> {
    const columns = Object.entries(stacks).map(([stack, functions]) => {
      const resources = functions.map(([functionArn, aws = here()], index) => ({
        urn: `urn:pulumi:${stack}::shop::pulumi-nodejs:dynamic/lambda:FunctionCode::api${index}`,
        type: "pulumi-nodejs:dynamic/lambda:FunctionCode",
        id: functionArn,
        outputs: { functionArn, aws, version: "$LATEST" },
      }));
      return columnOf(stack, readDeployment(JSON.stringify({ version: 3, deployment: { resources } })));
    });
    return checkAws(settingsIn(columns).settings, ownClock, () => undefined);
  }
  const said = (findings: Finding[], check: Finding["check"]) =>
    findings.filter((finding) => finding.check === check).map(({ status, text }) => `${status}: ${text}`);

  it("is who each access setting is, and whether each function may be read and updated", async () => {
    server.createFunction({ name: "orders-worker", account: otherAccount });
    const found = await examine({
      dev: [[arnOf("orders-api")]],
      prod: [[arnOf("orders-worker", otherAccount), { ...here(), assumeRoles: [{ roleArn: role }] }]],
    });
    const host = new URL(endpoint).host;
    expect(said(found, "identity")).to.deep.equal([
      `ok: arn:aws:iam::${ownAccount}:user/deployer, by endpoint ${endpoint}; STS at ${endpoint} (dev)`,
      `ok: arn:aws:sts::${otherAccount}:assumed-role/deploy/pulumi-lambda-code, by role ${role}; endpoint ${endpoint}; STS at ${endpoint} (prod)`,
    ]);
    expect(said(found, "function")).to.deep.equal([
      `ok: orders-api (dev): may be read and updated, as far as ${host} tells`,
      `ok: orders-worker (prod): may be read and updated, as far as ${host} tells`,
    ]);
    expect(said(found, "quota")).to.have.lengthOf(2);
    expect(said(found, "quota")[0]).to.match(
      /^ok: account 1{12} in us-east-1: none of 2 requests was refused for its rate; 0\.0 of 75\.0 GiB of code storage in 1 function$/,
    );
  });

  it("is asked once of a function that several stacks deploy", async () => {
    const found = await examine({ dev: [[arnOf("orders-api")]], test: [[arnOf("orders-api")]] });
    expect(said(found, "function")[0]).to.match(/^ok: orders-api \(dev, test\)/);
    expect(server.journal.count("UpdateFunctionCode")).to.equal(1);
    expect(server.journal.count("GetCallerIdentity")).to.equal(1);
  });

  it("is an update without code where the endpoint is not AWS's, which no server could deploy", async () => {
    Object.assign(server.settings, { honoursDryRun: false });
    await examine({ dev: [[arnOf("orders-api")]] });
    const [sent] = server.journal.requests("UpdateFunctionCode");
    expect(sent?.body).to.deep.equal({ DryRun: true, RevisionId: "00000000-0000-0000-0000-000000000000" });
  });

  it("says which permission is missing, and goes on", async () => {
    server.createFunction({ name: "orders-worker" });
    server.deniedOperations.add("UpdateFunctionCode");
    server.deniedOperations.add("GetAccountSettings");
    const found = await examine({ dev: [[arnOf("orders-api")], [arnOf("orders-worker")]] });
    expect(said(found, "function")).to.have.lengthOf(2);
    expect(said(found, "function")[1]).to.match(
      /^mend: Trying an update of the code of orders-worker: AccessDeniedException: .* Allow lambda:UpdateFunctionCode on this function to the identity that deploys/,
    );
    expect(said(found, "quota")).to.deep.equal([
      `ok: account ${ownAccount} in us-east-1: none of 3 requests was refused for its rate; code storage not known without lambda:GetAccountSettings`,
    ]);
  });

  it("says that the credentials are of another account than the function, whose code storage they do not show", async () => {
    const found = await examine({ dev: [[arnOf("orders-worker", otherAccount)]] });
    expect(said(found, "identity")[0]).to.match(
      new RegExp(`^ok: .*:user/deployer, .* \\(dev\\); it has functions in another account, ${otherAccount}$`),
    );
    expect(said(found, "quota")[0]).to.match(
      new RegExp(` not known to the credentials, which are of account ${ownAccount}$`),
    );
    expect(said(found, "function")[0]).to.match(/^mend: /);
  });

  it("says of a function that is gone where to look", async () => {
    const found = await examine({ dev: [[arnOf("gone")]] });
    expect(said(found, "function")[0]).to.match(/^mend: Reading gone: ResourceNotFoundException: Function not found/);
  });

  it("takes a function that is busy, or whose package must be signed, for one that may be updated", async () => {
    const codes = ["ResourceConflictException", "CodeVerificationFailedException"];
    for (const code of codes) {
      const proxy = await FaultProxy.start(server.url);
      proxy.inject("UpdateFunctionCode", faults.refusal(code === codes[0] ? 409 : 400, code, "No."));
      const functions: [string, PropertyBag][] = [[arnOf("orders-api"), { endpoint: freshEndpoint(proxy.url) }]];
      const found = await examine({ dev: functions }).finally(() => proxy.stop());
      expect(said(found, "function")[0]).to.match(/^ok: /);
    }
  });

  it("ends for the setting whose credentials are refused, and for no other", async () => {
    server.trust("arn:aws:iam::333333333333:role/deploy", "999999999999");
    const found = await examine({
      dev: [[arnOf("orders-api")]],
      prod: [[arnOf("orders-api", otherAccount), { ...here(), assumeRoles: [{ roleArn: role }] }]],
    });
    expect(said(found, "identity")[0]).to.match(/^ok: /);
    expect(said(found, "identity")[1]).to.match(
      /^mend: Asking STS about role .*: AccessDenied: .* Allow sts:AssumeRole on the roles of aws\.assumeRoles/,
    );
    expect(said(found, "function")).to.deep.equal([
      `ok: orders-api (dev): may be read and updated, as far as ${new URL(endpoint).host} tells`,
      "skipped: orders-api (prod): not asked, for want of credentials",
    ]);
  });

  it("is not STS where Lambda is an emulator's and no endpoint of STS is given", async () => {
    const found = await examine({ dev: [[arnOf("orders-api"), { endpoint }]] });
    expect(said(found, "identity")[0]).to.match(/^skipped: endpoint .* \(dev\): not asked who it is/);
    expect(said(found, "function")[0]).to.match(/^ok: /);
    expect(server.journal.count("GetCallerIdentity")).to.equal(0);
  });

  it("goes to Lambda although STS gives no answer", async () => {
    const nowhere = "http://127.0.0.1:9";
    const found = await examine({ dev: [[arnOf("orders-api"), { endpoint, endpoints: { sts: nowhere } }]] });
    expect(said(found, "identity")[0]).to.match(/^unknown: Asking STS about .*: ECONNREFUSED/);
    expect(said(found, "function")[0]).to.match(/^ok: /);
  });

  for (const identities of [1, 5]) {
    it(`does not reach the quota by itself, for a fleet of functions of ${identities} settings in one account`, async () => {
      const underWay = new RequestsUnderWay();
      const seen: StrictLambda[] = [];
      // Before the first request files are read and modules loaded, which takes no time of this clock either.
      const fleetClock = new VirtualClock(() => underWay.isAny || seen[0]?.journal.length === 0);
      const fleet = await StrictLambda.start({ clock: fleetClock, account: ownAccount });
      seen.push(fleet);
      try {
        fleet.quotas.enabled = true;
        const names = Array.from({ length: 40 }, (_, index) => `orders-${index}`);
        for (const name of names) {
          fleet.createFunction({ name });
        }
        const address = freshEndpoint(fleet.url);
        const functions = names.map((name, index): [string, PropertyBag] => {
          const s3 = `http://127.0.0.1:${(index % identities) + 1}`;
          return [arnOf(name), { endpoint: address, endpoints: { s3 } }];
        });
        const found = await fleetClock.run(examine({ dev: functions }, fleetClock));
        expect(said(found, "function").filter((line) => !line.startsWith("ok: "))).to.deep.equal([]);
        expect(said(found, "quota")).to.have.lengthOf(identities);
        for (const line of said(found, "quota")) {
          expect(line).to.match(/^ok: .* none of \d+ requests was refused/);
        }
        expect(fleet.journal.count("UpdateFunctionCode")).to.equal(40);
      } finally {
        underWay.restore();
        await fleet.stop();
      }
    });
  }

  it("shows that others use the quota", async () => {
    server.quotas.enabled = true;
    server.quotas.controlPlanePerSecond = 1;
    server.createFunction({ name: "orders-worker" });
    const found = await examine({ dev: [[arnOf("orders-api")], [arnOf("orders-worker")]] });
    expect(said(found, "quota")[0]).to.match(
      /^mend: account 1{12} in us-east-1 refused \d+ of the doctor's \d+ requests for their rate, .*: others use the quota\. Deploy when they are done/,
    );
    expect(said(found, "function").every((line) => line.startsWith("ok: "))).to.equal(true);
  });

  it("shows that the code storage is nearly full", async () => {
    server.settings.codeStorageLimitBytes = 1;
    const found = await examine({ dev: [[arnOf("orders-api")]] });
    expect(said(found, "quota")[0]).to.match(/^mend: .* of code storage in 1 function are used\. Delete versions/);
  });

  it("gives up on a server that says nothing", async () => {
    server.gate.close();
    timeouts.restore();
    const real = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = () => real(20);
    const found = await examine({ dev: [[arnOf("orders-api")]] });
    expect(said(found, "identity")[0]).to.match(/^unknown: .*TimeoutError: no answer before the deadline/);
    expect(said(found, "function")[0]).to.equal(
      "unknown: Reading orders-api: TimeoutError: no answer before the deadline. Check the network, the credentials and aws.endpoint, then run it again.",
    );
    expect(said(found, "quota")).to.deep.equal([
      `skipped: account ${ownAccount} in us-east-1: not known, for want of an answer`,
    ]);
    await server.gate.open();
  });

  describe("at AWS's own names", () => {
    let bed: BehindProxyBed;

    beforeEach(async () => {
      bed = await BehindProxyBed.start(machine.home);
      Object.assign(process.env, { AWS_CA_BUNDLE: bed.caFile, HTTPS_PROXY: bed.proxy.urlWithUser });
    });
    afterEach(async () => {
      assertUntouched(bed.server);
      await bed.stop();
    });

    const tried = () => bed.server.journal.requests("UpdateFunctionCode").map(({ body }) => body);

    it("brings a tiny package along, with DryRun and a revision that no function has", async () => {
      const found = await examine({ dev: [[arnOf("orders-api"), { region: "us-east-1" }]] });
      expect(said(found, "identity")).to.deep.equal([
        `ok: arn:aws:iam::${ownAccount}:user/deployer, by the credentials of this machine (dev)`,
      ]);
      expect(said(found, "function")).to.deep.equal(["ok: orders-api (dev): may be read and updated"]);
      expect(tried()).to.deep.equal([
        { DryRun: true, RevisionId: "00000000-0000-0000-0000-000000000000", ZipFile: "133 bytes" },
      ]);
    });

    it("changes nothing even where DryRun is not honoured", async () => {
      Object.assign(bed.server.settings, { honoursDryRun: false });
      const found = await examine({ dev: [[arnOf("orders-api"), { region: "us-east-1" }]] });
      expect(said(found, "function")).to.deep.equal(["ok: orders-api (dev): may be read and updated"]);
      expect(tried()).to.have.lengthOf(1);
    });
  });
});
