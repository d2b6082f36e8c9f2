import type { Operation } from "../world.js";

/** GetAccountSettings: the limits of the account in the Region that is called, and what is used of them. */
export const getAccountSettings: Operation = (call, world) => {
  world.authorize(call, "*");
  const { account, region } = call.caller;
  const functions = [...world.functions.values()].filter(({ arn }) => arn.includes(`:${region}:${account}:`));
  const codeSizes = functions.flatMap(({ latest, versions }) =>
    [latest, ...versions.values()].map(({ configuration }) => configuration.CodeSize),
  );
  return {
    status: 200,
    body: {
      AccountLimit: {
        TotalCodeSize: world.settings.codeStorageLimitBytes,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: 1000,
        UnreservedConcurrentExecutions: 1000,
      },
      AccountUsage: { TotalCodeSize: codeSizes.reduce((sum, size) => sum + size, 0), FunctionCount: functions.length },
    },
  };
};
