import {
  GetFunctionCommand,
  type LambdaClient,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { forEachLambda } from "../support/eachLambda.js";
import { keyOfOurs, type LifecycleBed } from "../support/lifecycleBed.js";
import { refusalOf, sdkClient } from "../support/strictLambda/index.js";

// Asked without the library, which checks packages itself and would not send some of these.
forEachLambda("Lambda", (test) => {
  const ask = (title: string, body: (client: LambdaClient, bed: LifecycleBed) => Promise<void>) => {
    test(title, async (bed) => {
      const client = sdkClient(bed.url, { accessKeyId: keyOfOurs });
      await body(client, bed).finally(() => {
        client.destroy();
      });
    });
  };

  ask("refuses what is no zip, and what unpacks to too much", async (client, { target, one }) => {
    const tooLarge = Buffer.from(one.bytes);
    tooLarge.writeUInt32LE(262_144_001, tooLarge.indexOf("PK\x01\x02", 0, "latin1") + 24);
    const refused: [Buffer, string][] = [
      [Buffer.from("no zip"), "Could not unzip uploaded file. Please check your file, then try to upload again."],
      [tooLarge, "Unzipped size must be smaller than 262144000 bytes"],
    ];
    for (const [ZipFile, message] of refused) {
      const refusal = await refusalOf(
        client.send(new UpdateFunctionCodeCommand({ FunctionName: target.name, ZipFile })),
      );
      expect([refusal.$metadata.httpStatusCode, refusal.name, refusal.message]).to.deep.equal([
        400,
        "InvalidParameterValueException",
        message,
      ]);
    }
  });

  ask("refuses an update for another revision than the present one", async (client, { target, one, two }) => {
    const { RevisionId } = await client.send(
      new UpdateFunctionCodeCommand({ FunctionName: target.name, ZipFile: one.bytes }),
    );
    await target.configure({ MemorySize: 512 });
    const stale = new UpdateFunctionCodeCommand({ FunctionName: target.name, ZipFile: two.bytes, RevisionId });
    const refusal = await refusalOf(client.send(stale));
    expect([refusal.$metadata.httpStatusCode, refusal.name]).to.deep.equal([412, "PreconditionFailedException"]);
    expect((await target.look()).codeSha256).to.equal(one.hash);
  });

  ask("says of a function that is gone that it was not found, by its ARN", async (client, { target }) => {
    await target.delete();
    const refusal = await refusalOf(client.send(new GetFunctionCommand({ FunctionName: target.arn })));
    expect([refusal.$metadata.httpStatusCode, refusal.name, refusal.message]).to.deep.equal([
      404,
      "ResourceNotFoundException",
      `Function not found: ${target.arn}`,
    ]);
  });

  ask("shows the new hash at once, with another revision, in progress until it is done", async (client, bed) => {
    const { target, one } = bed;
    const before = await target.look();
    const answer = await client.send(
      new UpdateFunctionCodeCommand({ FunctionName: target.arn, ZipFile: one.bytes, RevisionId: before.revisionId }),
    );
    expect(answer).to.include({ CodeSha256: one.hash, LastUpdateStatus: "InProgress", Version: "$LATEST" });
    expect(answer.RevisionId).not.to.equal(before.revisionId);
    await target.configure({ MemorySize: 256 });
    const { Configuration, Code } = await client.send(new GetFunctionCommand({ FunctionName: target.arn }));
    expect(Configuration).to.include({ CodeSha256: one.hash, LastUpdateStatus: "Successful", State: "Active" });
    expect(Configuration?.RevisionId).not.to.equal(answer.RevisionId);
    const download = await fetch(Code?.Location ?? "");
    expect(Buffer.from(await download.arrayBuffer()).equals(one.bytes)).to.equal(true);
  });

  ask(
    "publishes one version of one state of a function, which keeps its code",
    async (client, { target, one, two }) => {
      const publish = new PublishVersionCommand({ FunctionName: target.arn, Description: "release" });
      await target.deploy(one.bytes);
      expect(await client.send(publish)).to.include({ Version: "1", CodeSha256: one.hash, Description: "release" });
      expect((await client.send(publish)).Version).to.equal("1");
      await target.deploy(two.bytes);
      const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: target.arn, Qualifier: "1" }));
      expect(Configuration).to.include({ Version: "1", CodeSha256: one.hash, State: "Active" });
      expect((await client.send(publish)).Version).to.equal("2");
    },
  );

  ask("publishes with an update, and answers by the version", async (client, { target, one }) => {
    const update = { FunctionName: target.name, ZipFile: one.bytes, Publish: true };
    const answer = await client.send(new UpdateFunctionCodeCommand(update));
    expect(answer).to.include({ Version: "1", CodeSha256: one.hash, State: "Pending" });
    expect((await target.look()).lastUpdateStatus).to.equal("InProgress");
  });
});
