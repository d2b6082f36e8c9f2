/** Which operation of the Lambda API a request is, by the SDK's own paths. */
export interface Route {
  operation: string;
  functionName: string;
  aliasName: string;
}

const provisioned = "/{f}/provisioned-concurrency";

interface Pattern {
  method: string;
  pattern: RegExp;
  operation: string;
  /** What has to be in the query, where the path alone does not say which operation is meant. */
  query?: string;
}

const routes: readonly Pattern[] = [
  route("POST", "", "CreateFunction"),
  route("GET", "/{f}", "GetFunction"),
  route("DELETE", "/{f}", "DeleteFunction"),
  route("PUT", "/{f}/code", "UpdateFunctionCode"),
  route("GET", "/{f}/configuration", "GetFunctionConfiguration"),
  route("PUT", "/{f}/configuration", "UpdateFunctionConfiguration"),
  route("GET", "/{f}/versions", "ListVersionsByFunction"),
  route("POST", "/{f}/versions", "PublishVersion"),
  route("GET", "/{f}/aliases", "ListAliases"),
  route("POST", "/{f}/aliases", "CreateAlias"),
  route("GET", "/{f}/aliases/{a}", "GetAlias"),
  route("PUT", "/{f}/aliases/{a}", "UpdateAlias"),
  route("DELETE", "/{f}/aliases/{a}", "DeleteAlias"),
  route("POST", "/{f}/invocations", "Invoke"),
  route("GET", "/{f}/policy", "GetPolicy"),
  route("GET", "/{f}/event-invoke-config", "GetFunctionEventInvokeConfig", { since: "2019-09-25" }),
  route("GET", "/{f}/event-invoke-config/list", "ListFunctionEventInvokeConfigs", { since: "2019-09-25" }),
  route("GET", "/{f}/durable-executions", "ListDurableExecutionsByFunction", { since: "2025-12-01" }),
  route("GET", provisioned, "ListProvisionedConcurrencyConfigs", { since: "2019-09-30", query: "List=ALL" }),
  route("GET", provisioned, "GetProvisionedConcurrencyConfig", { since: "2019-09-30" }),
  route("PUT", provisioned, "PutProvisionedConcurrencyConfig", { since: "2019-09-30" }),
  route("DELETE", provisioned, "DeleteProvisionedConcurrencyConfig", { since: "2019-09-30" }),
  { method: "GET", pattern: /^\/2015-03-31\/event-source-mappings\/?$/, operation: "ListEventSourceMappings" },
  { method: "GET", pattern: /^\/2016-08-19\/account-settings\/?$/, operation: "GetAccountSettings" },
];

/** The route of a request, or undefined for what is not of the Lambda API. */
export function routeOf(method: string, rawPath: string, query = new URLSearchParams()): Route | undefined {
  for (const { method: expected, pattern, operation, query: needed } of routes) {
    const match = expected === method ? pattern.exec(rawPath) : null;
    if (match !== null && (needed === undefined || query.toString().includes(needed))) {
      const [, functionName = query.get("FunctionName") ?? "", aliasName = ""] = match;
      return {
        operation,
        functionName: decodeURIComponent(functionName),
        aliasName: decodeURIComponent(aliasName),
      };
    }
  }
  return undefined;
}

/** Whether an accepted request of this operation changes something. */
export function isWrite(operation: string): boolean {
  return !/^(Get|Head|List|Describe|BatchGet|Invoke|Download|AssumeRole)/.test(operation);
}

function route(
  method: string,
  path: string,
  operation: string,
  { since = "2015-03-31", query }: { since?: string; query?: string } = {},
): Pattern {
  const pattern = path.replaceAll(/\{[fa]\}/g, "([^/]+)");
  return { method, pattern: new RegExp(`^/${since}/functions${pattern}/?$`), operation, query };
}
