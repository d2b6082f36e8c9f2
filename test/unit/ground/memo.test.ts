import { Session } from "node:inspector/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { Memo } from "#lib/ground/memo.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

describe("Results that are made once", () => {
  let memo: Memo<number>;
  let made: number;
  const make = () => Promise.resolve(++made);

  beforeEach(() => {
    memo = new Memo();
    made = 0;
  });

  it("are shared by all who ask, while they are on their way and afterwards", async () => {
    expect(await Promise.all([memo.get("a", true, make), memo.get("a", true, make)])).to.deep.equal([1, 1]);
    expect(await memo.get("a", true, make)).to.equal(1);
    expect(await memo.get("b", true, make)).to.equal(2);
  });

  it("are shared and then forgotten where they are not to be kept", async () => {
    expect(await Promise.all([memo.get("a", false, make), memo.get("a", false, make)])).to.deep.equal([1, 1]);
    expect(memo.peek("a")).to.equal(undefined);
    expect(await memo.get("a", false, make)).to.equal(2);
  });

  it("are made anew where the first try failed, for which all who asked hear of it", async () => {
    const fail = () => Promise.reject(new Error("refused"));
    const asked = [memo.get("a", true, fail), memo.get("a", true, fail)];
    expect(await Promise.all(asked.map(messageOfRejection))).to.deep.equal(["refused", "refused"]);
    expect(await memo.get("a", true, make)).to.equal(1);
  });

  it("that are put in place stay where the one on its way ends later", async () => {
    const first = memo.get("a", true, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return make();
    });
    memo.set("a", true, 7);
    expect(await first).to.equal(1);
    expect(await memo.get("a", true, make)).to.equal(7);
  });

  describe("beside an attached debugger, such as Pulumi's own while it serializes functions,", () => {
    const session = new Session();

    before(async () => {
      session.connect();
      await session.post("Debugger.enable");
    });
    after(() => {
      session.disconnect();
    });

    it("keep nothing of who waited for them", async () => {
      let whoWaited: WeakRef<object> | undefined;
      const wait = async () => {
        const bytes = new Uint8Array(8);
        // Used within a function: what a function uses lasts as long as that which waits.
        const count = () => bytes.length;
        whoWaited = new WeakRef(bytes);
        await memo.get("a", true, make);
        return count();
      };
      await wait();
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      expect(whoWaited?.deref()).to.equal(undefined);
    });
  });
});
