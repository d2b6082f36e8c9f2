// Where other languages see something else than TypeScript does: names alone, for every text is lib's.

/** The plugin's name, which the tokens of all its types begin with. */
export const packageName = "lambdacode";

/** Types that are an object to TypeScript programs, and the JSON text of it in state. */
export const jsonTexts = ["FunctionConfiguration"];

/**
 * Members that an interface has in other languages only. As the source of a promotion TypeScript takes a `FunctionCode`,
 * and the class takes the hash from it; elsewhere its outputs are named one by one.
 */
export const addedMembers = {
  SourceFunctionArgs: { file: "inputs/codeSource.ts", from: "SourceFunction", names: ["codeSha256"] },
};

/** Arguments for a preview alone: check leaves them out of what is stored. */
export const neverStored = ["showFiles"];

/** Arguments that are stored otherwise than they are given: the digest of any values, a flag without its "preview". */
export const storedTypes = { triggers: "string", dryRun: "boolean" };
