/** An alias with AWS's names, as the server keeps and sends it. */
export interface Alias {
  AliasArn: string;
  Name: string;
  FunctionVersion: string;
  Description: string;
  RevisionId: string;
  RoutingConfig?: { AdditionalVersionWeights: Record<string, number> };
}

/** Where an alias sends its callers: its version, and the weight of a second one. */
export type Routing = Pick<Alias, "FunctionVersion" | "RoutingConfig">;

/** The weights of the versions beside the alias's own, none where it has no second one. */
export const weightsOf = ({ RoutingConfig }: Routing): Record<string, number> =>
  RoutingConfig?.AdditionalVersionWeights ?? {};

/** Whether an alias has this version as its own or as its second one. */
export const refersTo = (routing: Routing, version: string): boolean =>
  routing.FunctionVersion === version || version in weightsOf(routing);

/** The version that one invocation by an alias goes to, where `drawn` is a number of 0 or more and less than 1. */
export function versionFor(routing: Routing, drawn: number): string {
  let sum = 0;
  for (const [version, weight] of Object.entries(weightsOf(routing))) {
    sum += weight;
    if (drawn < sum) {
      return version;
    }
  }
  return routing.FunctionVersion;
}
