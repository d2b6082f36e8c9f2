import { expect } from "chai";
import { toLiveFunction } from "#lib/aws/lambda/liveFunction.js";
import { statusOf } from "#lib/aws/lambda/waitForUpdate.js";

const statusFor = (answer: Parameters<typeof toLiveFunction>[0]) => statusOf(toLiveFunction(answer, undefined, false));

describe("The status of a function", () => {
  it("has Lambda's words, and its reason between quotation marks", () => {
    const failed = {
      State: "Active",
      LastUpdateStatus: "Failed",
      LastUpdateStatusReasonCode: "ImageDeleted",
      LastUpdateStatusReason: "The image is gone.",
    } as const;
    expect(statusFor(failed)).to.equal('LastUpdateStatus Failed, State Active, ImageDeleted: "The image is gone."');
    expect(statusFor({ Version: "7", State: "Active" })).to.equal("State Active");
    expect(statusFor({})).to.equal("LastUpdateStatus not given, State not given");
  });

  it("is on one line, and steers no terminal", () => {
    const reason = 'no\u001b[2J\nway "here"';
    const status = statusFor({
      State: "Failed\u0007" as "Failed",
      StateReasonCode: "E\u009b" as "Idle",
      StateReason: reason,
    });
    expect(status).to.equal(
      'LastUpdateStatus not given, State Failed\\u0007, E\\u009b: "no\\u001b[2J\\nway \\"here\\""',
    );
  });
});
