import { expect } from "chai";
import { codeSha256Of, parseZipCodeSha256 } from "#lib/ground/codeHash.js";

// `printf abc | openssl dgst -sha256 -binary | base64` and `printf abc | sha256sum`
const base64 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
const hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

describe("codeHash", () => {
  it("hashes bytes as Lambda shows them", () => {
    expect(codeSha256Of(Buffer.from("abc"))).to.equal(base64);
  });

  it("takes a hash in base64 or in hex, in either case, with or without its algorithm, for the same", () => {
    for (const text of [base64, hex, hex.toUpperCase(), `sha256:${hex}`, ` ${base64}\n`]) {
      expect(parseZipCodeSha256(text), text).to.equal(base64);
    }
  });

  it("gives nothing for what is not a SHA-256", () => {
    for (const text of ["", "abc", hex.slice(1), `${base64}=`, base64.replace("u", "-"), `sha1:${hex}`]) {
      expect(parseZipCodeSha256(text), text).to.equal(undefined);
    }
  });
});
