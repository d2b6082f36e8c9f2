import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { messageOf } from "../../ground/errors.js";
import { homePath } from "../../ground/homePath.js";
import { LocalError } from "./localError.js";

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates in a file, which are then all that is trusted. Node itself would take a file without any, and trust nobody. */
export async function readCaBundle(file: string): Promise<string[]> {
  const found = (await readBundle(file)).match(certificate) ?? [];
  if (found.length === 0) {
    throw new LocalError("CaBundleError", `the CA bundle ${file} holds no certificate in PEM form`);
  }
  for (const [index, pem] of found.entries()) {
    try {
      new X509Certificate(pem);
    } catch (error) {
      throw new LocalError(
        "CaBundleError",
        `certificate ${index + 1} in the CA bundle ${file} cannot be read (${messageOf(error)})`,
      );
    }
  }
  return found;
}

async function readBundle(file: string): Promise<string> {
  try {
    return await readFile(homePath(file), "utf8");
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException;
    throw new LocalError("CaBundleError", `the CA bundle ${file} cannot be read (${code})`);
  }
}
