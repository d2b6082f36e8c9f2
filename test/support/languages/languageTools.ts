import { importTool } from "../engine/tools.js";

/** What `tools/languages.mjs` keeps in the cache. */
export interface LanguageTools {
  /** The folder of a `pulumi` with the hosts for Node, YAML, Python and Go beside it. */
  engine: string;
  /**
   * With Pulumi's SDK for Python and what else ours requires, and setuptools; to be left as it is. Its bin/ goes to
   * the front of PATH: a host built from Go modules, which is older than the engine, does not hear of `virtualenv` in
   * Pulumi.yaml.
   */
  virtualenv: string;
  /** A folder whose go.mod and go.sum pin Pulumi's SDK for Go. */
  goModule: string;
  /** With which Go finds that compiled. */
  goEnv: Record<string, string>;
}

let tools: Promise<LanguageTools> | undefined;

/** The hosts and Pulumi's SDKs, set up if need be. */
export function languageTools(): Promise<LanguageTools> {
  tools ??= importTool("languages.mjs").then((module) =>
    (module as { ensureLanguages(): Promise<LanguageTools> }).ensureLanguages(),
  );
  return tools;
}
