import { expect } from "chai";
import { readCaBundle } from "#lib/aws/network/caBundle.js";
import { useCleanEnvironment } from "../../support/cleanEnvironment.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import { newAuthority } from "../../support/network/certificates.js";

describe("a CA bundle", () => {
  const machine = useCleanEnvironment();

  it("has every certificate in the file, whatever stands between them, and may be in the home folder", async () => {
    const [one, two] = [(await newAuthority("a.test")).authority, (await newAuthority("b.test")).authority];
    machine.write("bundle.pem", "# one", one.cert.trim(), "", "Subject: two", two.cert.trim(), "");
    const found = await readCaBundle("~/bundle.pem");
    expect(found.map((pem) => pem.trim())).to.deep.equal([one, two].map(({ cert }) => cert.trim()));
  });

  it("that is not there, holds none, or a broken one is refused: Node would trust nobody, and not say why", async () => {
    expect(await messageOfRejection(readCaBundle("/nowhere/ca.pem"))).to.equal(
      "the CA bundle /nowhere/ca.pem cannot be read (ENOENT)",
    );
    const empty = machine.write("empty.pem", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----");
    expect(await messageOfRejection(readCaBundle(empty))).to.match(/empty\.pem holds no certificate in PEM form$/);
    const broken = machine.write("broken.pem", "-----BEGIN CERTIFICATE-----", "AAAA", "-----END CERTIFICATE-----");
    expect(await messageOfRejection(readCaBundle(broken))).to.match(
      /^certificate 1 in the CA bundle .* cannot be read \(/,
    );
  });
});
