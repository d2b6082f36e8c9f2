import { mkdirSync, readlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PackageManagers } from "../installs/packageManagers.js";

/** A folder as a package manager lays it out. */
export interface Layout {
  /** Such as `pnpm, by its defaults`. */
  by: string;
  /** Makes it below `root`, whose name no run has twice; answers the folder that is deployed. */
  make: (root: string, tools: PackageManagers) => Promise<string>;
  /** The handler's file, `index.js` unless given. */
  handler?: string;
  /** Whether it leads out of its folder, and is deployed with links: "follow". */
  leadsOut?: true;
}

const web = { express: "4.21.2", axios: "1.7.9" };

/** Each answers with what it found of its packages, which find what they need by their real paths. */
const webHandler = `const express = require("express");
const axios = require("axios");
exports.handler = async () => ({ routes: typeof express().get, axios: axios.VERSION });
`;

const workspaceHandler = `const shared = require("@me/shared");
exports.handler = async () => ({ shared: shared(), routes: typeof require("express")().get });
`;

const sharedSource = `const debug = require("debug");
module.exports = () => [debug("shared").namespace, require("./package.json").name];
`;

const linked = "install-strategy=linked";
const unhoisted = { nmHoistingLimits: "workspaces" };
const ofNpm = "1.0.0";

/** The ways of laying out a package by itself, and packages of workspaces. */
export const layouts: Layout[] = [
  { by: "pnpm, by its defaults", make: single((folder, tools) => tools.pnpm(folder)) },
  { by: "npm, by its defaults", make: single((folder, tools) => tools.npm(folder)) },
  { by: "npm, linked", make: single((folder, tools) => tools.npm(folder, ["install-strategy=linked"])) },
  { by: "Yarn, with its linker of links", make: single((folder, tools) => tools.yarn(folder, "pnpm")) },
  { by: "Bun, isolated", make: single((folder, tools) => tools.bun(folder)) },
  { by: "pnpm deploy", make: deployedByPnpm("newest") },
  { by: "pnpm deploy of pnpm 10, with a link to itself that leads out", make: deployedByPnpm("10") },
  {
    by: "an npm workspace, as a whole",
    handler: "packages/fn/index.js",
    make: async (root, tools) => {
      workspace(root, ofNpm);
      await tools.npm(root);
      return root;
    },
  },
  { by: "npm workspaces, linked", leadsOut: true, make: member((root, tools) => tools.npm(root, [linked]), ofNpm) },
  { by: "npm workspaces, beside the package", leadsOut: true, make: besideByNpm },
  { by: "a pnpm workspace", leadsOut: true, make: member((root, tools) => tools.pnpm(root)) },
  { by: "Yarn workspaces", leadsOut: true, make: member((root, tools) => tools.yarn(root, "node-modules", unhoisted)) },
  { by: "Yarn workspaces, with its linker of links", leadsOut: true, make: member((root, t) => t.yarn(root, "pnpm")) },
  { by: "Bun workspaces", leadsOut: true, make: member((root, tools) => tools.bun(root)) },
];

function single(install: (folder: string, tools: PackageManagers) => Promise<void>): Layout["make"] {
  return async (root, tools) => {
    write(root, { "package.json": { name: "app", version: "1.0.0", dependencies: web }, "index.js": webHandler });
    await install(root, tools);
    return root;
  };
}

function member(install: (root: string, tools: PackageManagers) => Promise<void>, sibling?: string): Layout["make"] {
  return async (root, tools) => {
    workspace(root, sibling);
    await install(root, tools);
    return path.join(root, "packages/fn");
  };
}

function deployedByPnpm(release: "newest" | "10"): Layout["make"] {
  return async (root, tools) => {
    const source = path.join(root, "source");
    workspace(source);
    await tools.pnpm(source, release);
    const deployed = path.join(root, "deployed");
    await tools.pnpmDeploy(source, "@me/fn", deployed, release);
    if (release === "10") {
      // Throws where it is none.
      readlinkSync(path.join(deployed, "node_modules/.pnpm/node_modules/@me/fn"));
    }
    return deployed;
  };
}

/** The package is the workspaces' root, and what it shares lies beside it, with packages of its own. */
async function besideByNpm(root: string, tools: PackageManagers): Promise<string> {
  workspace(root, ofNpm);
  const fn = path.join(root, "packages/fn");
  const manifest = { name: "@me/fn", version: "1.0.0", workspaces: ["../shared"] };
  write(fn, { "package.json": { ...manifest, dependencies: { express: web.express, "@me/shared": "1.0.0" } } });
  write(root, { "package.json": {} });
  await tools.npm(path.join(root, "packages/shared"));
  await tools.npm(fn);
  return fn;
}

/** npm does not know the protocol by which the others name a package of the same workspace. */
function workspace(root: string, sibling = "workspace:*"): void {
  const dependencies = { express: web.express, "@me/shared": sibling };
  write(root, {
    "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
    "pnpm-workspace.yaml": { packages: ["packages/*"] },
    "packages/fn/package.json": { name: "@me/fn", version: "1.0.0", dependencies },
    "packages/fn/index.js": workspaceHandler,
    "packages/shared/package.json": { name: "@me/shared", version: "1.0.0", dependencies: { debug: "4.4.0" } },
    "packages/shared/index.js": sharedSource,
  });
}

/** Writes texts, and objects as JSON, which is YAML as well. */
function write(folder: string, files: Record<string, string | object>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  }
}
