import { expect } from "chai";
import { AccessDeniedFailure } from "#lib/aws/calls/failures.js";
import { otherAccount, ownAccount } from "../../support/accounts.js";
import { AwsBed } from "../../support/awsBed.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

describe("ecrApi", () => {
  let bed: AwsBed;
  const registry = `${ownAccount}.dkr.ecr.us-east-1.amazonaws.com/team/orders`;
  const image = { registryId: ownAccount, repository: "team/orders" };

  beforeEach(async () => {
    bed = await AwsBed.start();
    bed.server.images.push(registry, "v1");
  });

  afterEach(() => bed.stop());

  it("finds the digest of a tag as it is now, and that a digest is there", async () => {
    const first = await bed.ecr().resolveImage({ ...image, tag: "v1" });
    const moved = bed.server.images.push(registry, "v1", { digestHex: "b".repeat(64) });
    expect(await bed.ecr().resolveImage({ ...image, tag: "v1" })).to.deep.equal({
      digest: `sha256:${moved.digestHex}`,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
    });
    expect(await bed.ecr().resolveImage({ ...image, digest: first.digest })).to.deep.equal(first);
    expect(bed.requests()).to.deep.equal(["BatchGetImage", "BatchGetImage", "BatchGetImage"]);
  });

  it("takes every kind of manifest, indexes too, which it is for others to refuse", async () => {
    for (const mediaType of [
      "application/vnd.docker.distribution.manifest.v2+json",
      "application/vnd.docker.distribution.manifest.list.v2+json",
      "application/vnd.oci.image.index.v1+json",
    ]) {
      bed.server.images.push(registry, "v2", { mediaType });
      expect((await bed.ecr().resolveImage({ ...image, tag: "v2" })).mediaType).to.equal(mediaType);
    }
  });

  it("says what is missing and what to do", async () => {
    expect(await messageOfRejection(bed.ecr().resolveImage(image))).to.match(
      /^Looking at the image team\/orders:latest of registry 111111111111 for orders-api: ImageNotFound: Requested image not found.* Push the image first/,
    );
    expect(await messageOfRejection(bed.ecr().resolveImage({ ...image, repository: "none" }))).to.match(
      /RepositoryNotFoundException: The repository with name 'none' does not exist .*Create the repository/,
    );
    expect(bed.requests()).to.have.lengthOf(2);
  });

  it("asks the registry of another account, which has to allow it", async () => {
    const theirs = `${otherAccount}.dkr.ecr.us-east-1.amazonaws.com/shared`;
    bed.server.images.push(theirs, "latest");
    const resolve = () => bed.ecr().resolveImage({ registryId: otherAccount, repository: "shared" });
    const refusal = await resolve().catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(AccessDeniedFailure).and.to.have.property("awsCode", "AccessDeniedException");
    expect(String(refusal)).to.match(/Allow ecr:BatchGetImage .*a policy of its own/);
    bed.server.images.share(theirs, ownAccount);
    expect((await resolve()).digest).to.match(/^sha256:/);
  });

  it("asks in the registry's Region, whatever the function's is", async () => {
    bed.server.images.push(`${ownAccount}.dkr.ecr.eu-west-1.amazonaws.com/team/orders`, "abroad");
    expect((await bed.ecr({ region: "eu-west-1" }).resolveImage({ ...image, tag: "abroad" })).digest).to.match(
      /^sha256:/,
    );
    expect(bed.server.journal.requests()[0]?.region).to.equal("eu-west-1");
  });
});
