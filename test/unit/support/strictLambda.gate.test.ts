import { GetFunctionCommand, UpdateFunctionCodeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { refusalOf, sdkClient, StrictLambda, zipOf } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const update = (text: string) => new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf({ "index.js": text }) });

describe("strict Lambda: one request at a time, in the order drawn", () => {
  let lambda: StrictLambda;
  let alice: LambdaClient;
  let bob: LambdaClient;

  beforeEach(async () => {
    lambda = await StrictLambda.start({ clock: { now: () => 0 } });
    lambda.createFunction({ name: FunctionName });
    alice = sdkClient(lambda.url, { accessKeyId: "AKIAALICE" });
    bob = sdkClient(lambda.url, { accessKeyId: "AKIABOB" });
  });

  afterEach(async () => {
    alice.destroy();
    bob.destroy();
    await lambda.stop();
  });

  it("holds requests until they are let through, and acts on them in that order", async () => {
    lambda.gate.close();
    const second = alice.send(update("alice"));
    const first = bob.send(update("bob"));
    const waiting = await lambda.gate.whenWaiting(2);
    expect(waiting.map(({ accessKeyId }) => accessKeyId)).to.deep.equal(["AKIAALICE", "AKIABOB"]);
    expect(lambda.journal.count()).to.equal(0);
    await lambda.gate.letThrough(waiting[1]!);
    await lambda.gate.letThrough(waiting[0]!);
    expect((await first).LastUpdateStatus).to.equal("InProgress");
    expect((await refusalOf(second)).name).to.equal("ResourceConflictException");
    expect(lambda.journal.map(({ accessKeyId }) => accessKeyId)).to.deep.equal(["AKIABOB", "AKIAALICE"]);
  });

  it("loses a request, or its answer, when told so", async () => {
    lambda.gate.close();
    for (const passage of ["loseRequest", "loseAnswer"] as const) {
      const call = alice.send(update("alice")).then(
        () => "answered",
        (error: unknown) => (error as { code: string }).code,
      );
      const [request] = await lambda.gate.whenWaiting(1);
      await lambda.gate.letThrough(request!, passage);
      expect(await call).to.equal("ECONNRESET");
      expect(lambda.journal.writes()).to.have.length(passage === "loseAnswer" ? 1 : 0);
    }
  });

  it("can act on the request of a client that has given up", async () => {
    lambda.gate.close();
    const abort = new AbortController();
    const call = alice.send(update("alice"), { abortSignal: abort.signal }).catch((error: unknown) => error);
    const [request] = await lambda.gate.whenWaiting(1);
    abort.abort();
    await call;
    while (!request!.clientGone) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await lambda.gate.letThrough(request!);
    expect(lambda.journal.writes()).to.have.length(1);
  });

  it("opens again and lets all that waits through", async () => {
    lambda.gate.close();
    const calls = [alice, bob].map((client) => client.send(new GetFunctionCommand({ FunctionName })));
    await lambda.gate.whenWaiting(2);
    await lambda.gate.open();
    await Promise.all(calls);
    await alice.send(new GetFunctionCommand({ FunctionName }));
    expect(lambda.journal.count("GetFunction")).to.equal(3);
  });

  it("writes the same journal for the same seed and order, and other revisions for another seed", async () => {
    const run = async (seed: string): Promise<string> => {
      const server = await StrictLambda.start({ clock: { now: () => 0 }, seed });
      server.createFunction({ name: FunctionName });
      server.gate.close();
      const clients = ["AKIAALICE", "AKIABOB"].map((accessKeyId) => sdkClient(server.url, { accessKeyId }));
      const deploy = async (client: LambdaClient, text: string): Promise<void> => {
        for (let round = 0; round < 4; round += 1) {
          await client.send(new GetFunctionCommand({ FunctionName }));
          await client.send(update(text)).catch(() => undefined);
        }
      };
      const all = Promise.all(clients.map((client, index) => deploy(client, String(index))));
      // Each deployer makes eight calls; between any two steps every one that is not through waits at the gate.
      const left: Record<string, number> = { AKIAALICE: 8, AKIABOB: 8 };
      for (let step = 0; step < 16; step += 1) {
        const deploying = Object.values(left).filter((calls) => calls > 0).length;
        const waiting = await server.gate.whenWaiting(deploying);
        const drawn = waiting[(step * step) % waiting.length]!;
        left[drawn.accessKeyId]! -= 1;
        await server.gate.letThrough(drawn);
      }
      await all;
      clients.forEach((client) => {
        client.destroy();
      });
      await server.stop();
      return server.journal.text();
    };
    const [once, again, other] = [await run("one"), await run("one"), await run("two")];
    expect(once.split("\n")).to.have.length(16);
    expect(once).to.contain("409 ResourceConflictException");
    expect(again).to.equal(once);
    expect(other).not.to.equal(once);
  });
});
