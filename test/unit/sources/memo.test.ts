import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { BytesMemo, isWorthKeeping } from "#lib/sources/remembered/memo.js";
import type { HashedBytes } from "#lib/sources/package/openCode.js";
import { settle } from "./tempFolders.js";

const mebibyte = 1024 * 1024;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

describe("The memory for packages", () => {
  let memo: BytesMemo;
  let made: string[];
  const make = (key: string, sizeBytes: number) => () => {
    made.push(key);
    return Promise.resolve<HashedBytes>({ bytes: new Uint8Array(sizeBytes), codeSha256: key });
  };
  const take = async (key: string, sizeBytes: number) =>
    (await memo.take(key, true, make(key, sizeBytes))).bytes.length;
  const hash = async (key: string, sizeBytes: number) => {
    await memo.get(key, true, make(key, sizeBytes));
    memo.announce(key);
  };
  /** A WeakRef is cleared no earlier than in the next turn. */
  const forgetWhatNobodyHolds = async () => {
    await settle(1);
    collectGarbage();
    await settle(1);
  };

  beforeEach(() => {
    memo = new BytesMemo();
    made = [];
  });

  it("keeps the bytes from the check to the update that it announced", async () => {
    await hash("a", 8 * mebibyte);
    await forgetWhatNobodyHolds();
    expect(await take("a", 8 * mebibyte)).to.equal(8 * mebibyte);
    expect(made).to.deep.equal(["a"]);
  });

  it("keeps them for as many updates as were announced, and lets go of them then", async () => {
    await hash("a", 8 * mebibyte);
    await hash("a", 8 * mebibyte);
    for (const madeBy of [["a"], ["a"], ["a", "a"]]) {
      await forgetWhatNobodyHolds();
      await take("a", 8 * mebibyte);
      expect(made).to.deep.equal(madeBy);
    }
  });

  it("lets go of bytes at once where no update was announced", async () => {
    await memo.get("a", true, make("a", 8 * mebibyte));
    await forgetWhatNobodyHolds();
    memo.announce("a");
    await take("a", 8 * mebibyte);
    expect(made).to.deep.equal(["a", "a"]);
  });

  it("keeps 64 MiB at most, those announced first, and has room again once they were taken", async () => {
    await hash("a", 40 * mebibyte);
    await hash("b", 30 * mebibyte);
    await hash("c", 24 * mebibyte);
    await forgetWhatNobodyHolds();
    for (const [key, sizeMebibytes] of [
      ["a", 40],
      ["b", 30],
      ["c", 24],
    ] as const)
      await take(key, sizeMebibytes * mebibyte);
    expect(made).to.deep.equal(["a", "b", "c", "b"]);
    await hash("d", 64 * mebibyte);
    await forgetWhatNobodyHolds();
    await take("d", 64 * mebibyte);
    expect(made).to.deep.equal(["a", "b", "c", "b", "d"]);
  });

  it("keeps nothing of a file that may have changed since it was listed", async () => {
    await memo.get("a", false, make("a", 8 * mebibyte));
    memo.announce("a");
    await take("a", 8 * mebibyte);
    expect(made).to.deep.equal(["a", "a"]);
  });

  it("is for packages of 4 MiB to those that are still sent directly", () => {
    const sizes = [0, 4 * mebibyte - 1, 4 * mebibyte, 50 * mebibyte, 50 * mebibyte + 1];
    expect(sizes.map(isWorthKeeping)).to.deep.equal([false, false, true, true, false]);
  });
});
