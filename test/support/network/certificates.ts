import { generate } from "selfsigned";

/** A key and a certificate, in PEM form. */
export interface Certificate {
  key: string;
  cert: string;
}

/** An authority of a test's own, and a certificate that it gave to a server of these names. */
export async function newAuthority(...names: string[]): Promise<{ authority: Certificate; server: Certificate }> {
  const authority = await newCertificate("authority of a test", {
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await newCertificate(names[0] ?? "", {
    ca: { key: authority.key, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  return { authority, server };
}

async function newCertificate(
  name: string,
  options: Pick<NonNullable<Parameters<typeof generate>[1]>, "ca" | "extensions">,
): Promise<Certificate> {
  // A second of leeway for clocks that disagree within this machine.
  const notBeforeDate = new Date(Date.now() - 1000);
  const made = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate,
    ...options,
  });
  return { key: made.private, cert: made.cert };
}
