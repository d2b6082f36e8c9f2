import { expect } from "chai";
import { headOf } from "#lib/aws/s3/objectHead.js";
import { codeSha256Of } from "#lib/ground/codeHash.js";

describe("objectHead", () => {
  const ChecksumSHA256 = codeSha256Of(Buffer.from("package"));

  it("takes a checksum for the hash of the package only where it is one of the whole object", () => {
    expect(headOf({ ChecksumSHA256 }).codeSha256).to.equal(ChecksumSHA256);
    expect(headOf({ ChecksumSHA256, ChecksumType: "FULL_OBJECT" }).codeSha256).to.equal(ChecksumSHA256);
    expect(headOf({ ChecksumSHA256, ChecksumType: "COMPOSITE" }).codeSha256).to.equal(undefined);
    expect(headOf({ ChecksumSHA256: `${ChecksumSHA256}-1` }).codeSha256).to.equal(undefined);
    expect(headOf({}).codeSha256).to.equal(undefined);
  });

  it("takes the version of an object without one for none", () => {
    expect(headOf({ VersionId: "null" }).versionId).to.equal(undefined);
    expect(headOf({ VersionId: "v1" }).versionId).to.equal("v1");
  });
});
