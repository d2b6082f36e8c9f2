import { nameFault, plainName } from "../package/entryNames.js";
import { quoteName } from "../package/problems.js";
import { shownPath } from "../disk/paths.js";
import { pathOfFileUrl } from "./fileUrl.js";
import { parseWire } from "./pulumiWire.js";
import type { Wire } from "./pulumiWire.js";

/** `code` as it reaches the provider: a path, or a Pulumi asset or archive in wire form (a plain object with the signature key). */
export type RawCode = string | Record<string, unknown>;

/** What `code` says, before anything of it has been looked at. */
export type CodeShape =
  | { kind: "path"; path: string; wants: "any" | "file" }
  | { kind: "remote"; uri: URL }
  | { kind: "assets"; assets: NamedAsset[] };

/** One entry of an AssetArchive; an archive's files go under `name`, which for it may be "", the top of the package. */
export type NamedAsset = { name: string; label: string } & (
  | { kind: "file"; path: string }
  | { kind: "remoteFile"; uri: URL }
  | { kind: "text"; text: string }
  | { kind: "archive"; path: string }
  | { kind: "remoteArchive"; uri: URL }
);

/** What `code` says, or what is wrong with it as far as that can be told without looking at the disk. */
export function shapeOf(code: unknown): CodeShape | { kind: "problems"; problems: string[] } {
  if (typeof code === "string") {
    return shapeOfPath(code, "The path in `code`", "any");
  }
  const wire = parseWire(code);
  if (wire === undefined) {
    return problem(`\`code\` is neither a path nor a Pulumi asset or archive. ${howTo}`);
  }
  const label = nameOfCode(code as RawCode);
  if (wire.kind === "asset" && wire.text !== undefined) {
    const remedy =
      'Give the text a file name: new pulumi.asset.AssetArchive({"index.js": new pulumi.asset.StringAsset(…)}).';
    return problem(`\`code\` is a StringAsset, which has no file name, and a package is made of files. ${remedy}`);
  }
  if (wire.path !== undefined) {
    return shapeOfPath(wire.path, `The path of ${label}`, wire.kind === "asset" ? "file" : "any");
  }
  if (wire.uri !== undefined) {
    return shapeOfUri(wire.uri, label);
  }
  if (wire.assets !== undefined) {
    const problems: string[] = [];
    const assets = flatten(wire.assets, "", label, problems, 0);
    return problems.length > 0 ? { kind: "problems", problems } : { kind: "assets", assets };
  }
  return problem(`\`code\` is a Pulumi ${wire.kind} without any content. ${howTo}`);
}

/** Text naming the source in messages, such as `./dist` or `FileArchive ./dist`; never a query string nor inline text. */
export function nameOfCode(code: RawCode): string {
  if (typeof code === "string") {
    return nameOfPath(code);
  }
  const wire = parseWire(code);
  if (wire === undefined) {
    return "`code`";
  }
  const suffix = wire.kind === "asset" ? "Asset" : "Archive";
  if (wire.path !== undefined) {
    return `File${suffix} ${nameOfPath(wire.path)}`;
  }
  if (wire.uri !== undefined) {
    return `Remote${suffix} ${nameOfUri(wire.uri)}`;
  }
  if (wire.kind === "asset") {
    return wire.text === undefined ? "asset without content" : "StringAsset";
  }
  const count = Object.keys(wire.assets ?? {}).length;
  return wire.assets === undefined
    ? "archive without content"
    : `AssetArchive of ${count} ${count === 1 ? "entry" : "entries"}`;
}

const howTo = "Give the path of a .zip or of a folder, or a FileArchive, RemoteArchive or AssetArchive.";

/** An asset map nests; more levels than this no program writes, and a stack has an end. */
const maxDepth = 32;

function flatten(
  assets: Record<string, unknown>,
  prefix: string,
  label: string,
  problems: string[],
  depth: number,
): NamedAsset[] {
  if (depth > maxDepth) {
    problems.push(`${label} has more than ${maxDepth} archives one inside the other. Make it flatter.`);
    return [];
  }
  return Object.entries(assets).flatMap(([key, value]) => {
    const what = `${quoteName(prefix + key)} of ${label}`;
    const wire = parseWire(value);
    if (wire === undefined) {
      problems.push(
        `The entry ${what} is neither an asset nor an archive. Wrap it, as in new pulumi.asset.FileAsset(…).`,
      );
      return [];
    }
    const plain = plainName(key);
    // "." is the customary key for an archive whose files go to the top: {".": new FileArchive("./app")}.
    const isTop = wire.kind === "archive" && plain === "" && key !== "" && !key.startsWith("/");
    const fault = isTop ? undefined : nameFault(key);
    if (fault !== undefined) {
      problems.push(`The entry ${what} ${fault}.`);
      return [];
    }
    const name = plain === "" ? prefix : prefix + plain + (wire.kind === "archive" ? "/" : "");
    return nested(wire, name, what, label, problems, depth);
  });
}

function nested(
  wire: Wire,
  name: string,
  what: string,
  label: string,
  problems: string[],
  depth: number,
): NamedAsset[] {
  const isAsset = wire.kind === "asset";
  if (wire.text !== undefined) {
    return [{ name, label: what, kind: "text", text: wire.text }];
  }
  if (wire.path !== undefined || wire.uri !== undefined) {
    const source =
      wire.path === undefined ? shapeOfUri(wire.uri ?? "", what) : shapeOfPath(wire.path, `The path of ${what}`, "any");
    switch (source.kind) {
      case "path":
        return [{ name, label: what, kind: isAsset ? "file" : "archive", path: source.path }];
      case "remote":
        return [
          {
            name,
            label: `${what} (${nameOfUri(source.uri)})`,
            kind: isAsset ? "remoteFile" : "remoteArchive",
            uri: source.uri,
          },
        ];
      case "problems":
        problems.push(...source.problems);
        return [];
      case "assets":
        return [];
    }
  }
  if (wire.assets !== undefined) {
    return flatten(wire.assets, name, label, problems, depth + 1);
  }
  problems.push(`The entry ${what} is a Pulumi ${wire.kind} without any content. Give it a path, a URI or a text.`);
  return [];
}

function shapeOfPath(
  path: string,
  what: string,
  wants: "any" | "file",
): CodeShape | { kind: "problems"; problems: string[] } {
  if (path.trim() === "" || path.includes("\0")) {
    return problem(`${what} is empty. ${howTo}`);
  }
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1]?.toLowerCase();
  if (scheme !== undefined) {
    const remedy =
      scheme === "http" || scheme === "https" || scheme === "file"
        ? "Write new pulumi.asset.RemoteArchive(…) around it."
        : `Download it first, and give its path.`;
    return problem(`${what} is a URL (${scheme}), and a path is wanted. ${remedy}`);
  }
  return { kind: "path", path, wants };
}

function shapeOfUri(uri: string, what: string): CodeShape | { kind: "problems"; problems: string[] } {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined) {
    return problem(
      `The URI of ${what} is not a complete one. Write it with its scheme, as in https://example.org/code.zip.`,
    );
  }
  if (url.protocol === "file:") {
    const path = pathOfFileUrl(url);
    const remedy =
      "Write file:/// and the whole path, on Windows with its drive (file:///C:/code.zip), or give the path";
    return path === undefined
      ? problem(`The URI of ${what} names no file of this machine. ${remedy}.`)
      : { kind: "path", path, wants: "file" };
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    // What comes before a colon alone need not be a scheme, and may be the user of a password.
    const scheme = uri.startsWith(`${url.protocol}//`)
      ? `of the scheme ${quoteName(url.protocol)}`
      : "of another scheme";
    return problem(`The URI of ${what} is ${scheme}. Use https, http or file, or a local path.`);
  }
  return { kind: "remote", uri: url };
}

function nameOfPath(path: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? nameOfUri(path) : shownPath(path);
}

/** A URI without its secrets: user, password, query string and fragment. */
function nameOfUri(uri: string | URL): string {
  const { href = "", protocol = "", host = "", pathname = "" } = URL.canParse(String(uri)) ? new URL(uri) : {};
  // Without slashes all of it is a path, as in `user:password@host`.
  return href.startsWith(`${protocol}//`) ? `${protocol}//${host}${pathname}` : "a URL that cannot be read";
}

function problem(text: string): { kind: "problems"; problems: string[] } {
  return { kind: "problems", problems: [text] };
}
