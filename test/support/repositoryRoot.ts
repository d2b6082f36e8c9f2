import path from "node:path";

/** The repository's folder. Compiled tests lie in build/test, so sources and fixtures are named from here. */
export const repositoryRoot = path.dirname(require.resolve("pulumi-lambda-code/package.json"));
