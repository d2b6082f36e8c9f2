import { readFile } from "node:fs/promises";
import { externalDataInterceptor, loadSharedConfigFiles } from "@smithy/core/config";
import type { Identity } from "../../access/access.js";
import { homePath } from "../../ground/homePath.js";
import { LocalError } from "../network/localError.js";

/** Which shared files the SDK's loaders read, as they name them; what is missing is the machine's own. */
export interface SharedFiles {
  configFilepath?: string;
  filepath?: string;
}

/** What a section of the shared files says. */
export type Section = Record<string, string | undefined>;

/** The sections of the shared files: of the config file by their names, `services.…` and `sso-session.…` among them. */
export interface Sections {
  config: Record<string, Section | undefined>;
  credentials: Record<string, Section | undefined>;
}

/** The files that the program names. Throws where one cannot be read: without it somebody else might be meant. */
export async function sharedFilesOf({ sharedConfigFiles, sharedCredentialsFiles }: Identity): Promise<SharedFiles> {
  return {
    ...(sharedConfigFiles && { configFilepath: await asOneFile("sharedConfigFiles", sharedConfigFiles) }),
    ...(sharedCredentialsFiles && { filepath: await asOneFile("sharedCredentialsFiles", sharedCredentialsFiles) }),
  };
}

/** All sections, the program's files in place of the machine's. */
export async function sectionsOf(files: SharedFiles): Promise<Sections> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles(files);
  return { config: configFile, credentials: credentialsFile };
}

/**
 * The SDK reads one file of each kind. Of several it is given the texts one after the other, under a name that no file has:
 * its reader puts sections of one name together, and later lines win.
 */
async function asOneFile(argument: string, files: readonly string[]): Promise<string> {
  const texts = await Promise.all(files.map((file) => readShared(argument, homePath(file))));
  if (files.length === 1) {
    return homePath(files[0] ?? "");
  }
  const name = `aws.${argument}: ${files.map(homePath).join(", ")}`;
  externalDataInterceptor.interceptFile(name, texts.join("\n"));
  return name;
}

async function readShared(argument: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException;
    throw new LocalError("SharedFilesError", `aws.${argument} names the file ${file}, which cannot be read (${code})`);
  }
}
