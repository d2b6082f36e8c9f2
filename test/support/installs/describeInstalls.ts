import { expect } from "chai";
import { Testbed } from "../engine/testbed.js";
import { FreshProgram } from "./freshProgram.js";
import { type Install, installs } from "./installs.js";

/** The tests of every install by `by`: a file for each, so that two run at a time. */
export function describeInstalls(by: Install["by"]): void {
  describe(`installed by ${by}`, () => {
    let testbed: Testbed;
    const removals: Promise<void>[] = [];

    before(async () => {
      testbed = await Testbed.start();
    });

    after(async () => {
      await testbed.stop();
      await Promise.all(removals);
    });

    for (const [index, install] of installs.filter((candidate) => candidate.by === by).entries()) {
      it(titleOf(install), async () => {
        const functionName = `api-${index}`;
        await testbed.lambda.createFunction(functionName);
        const answer = `the code of ${functionName}`;
        const program = await FreshProgram.create({ ...install, functionName, answer, endpoint: testbed.wire.url });
        try {
          expectAsked(program, install);
          await deployAndDestroy(testbed, program, functionName, answer);
        } finally {
          removals.push(program.remove());
        }
      });
    }
  });
}

function titleOf({ language, modules, run, node, sdk }: Install): string {
  return `${run} of ${language} in ${modules} makes the code live, then changes nothing, on Node ${node} with @pulumi/pulumi ${sdk}`;
}

/** The @pulumi/pulumi that the table names is the one in use, and says that it takes this Node. */
function expectAsked(program: FreshProgram, { sdk, node }: Install): void {
  const { version, engines } = program.manifestOf("@pulumi/pulumi");
  expect(version).to.equal(sdk);
  expect(Number(/^>=\s*(\d+)/.exec(engines?.node ?? "")?.[1]), "the oldest Node it takes").to.be.at.most(node);
}

async function deployAndDestroy(
  testbed: Testbed,
  program: FreshProgram,
  functionName: string,
  answer: string,
): Promise<void> {
  const up = await program.up();
  expect(up.code, up.text).to.equal(0);
  expect(up.text)
    .to.contain("2 created")
    .and.not.to.match(/Warning(?!: fs\.Stats constructor)/);
  expect(await testbed.lambda.invoke(functionName)).to.equal(answer);

  const again = await testbed.counted(() => program.up());
  expect(again.result.code, again.result.text).to.equal(0);
  expect(again.result.text).to.contain("2 unchanged");
  expect(again.operations).to.deep.equal([]);

  const destroyed = await program.destroy();
  expect(destroyed.code, destroyed.text).to.equal(0);
  expect(destroyed.text).to.contain("2 deleted");
  expect(await testbed.lambda.invoke(functionName)).to.equal(answer);
}
