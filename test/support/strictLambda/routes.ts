/** Which operation of the Lambda API a request is, by the SDK's own paths. */
export interface Route {
  operation: string;
  functionName: string;
  aliasName: string;
}

const routes: readonly { method: string; pattern: RegExp; operation: string }[] = [
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
];

/** The route of a request, or undefined for what is not of the Lambda API. */
export function routeOf(method: string, rawPath: string): Route | undefined {
  for (const { method: expected, pattern, operation } of routes) {
    const match = expected === method ? pattern.exec(rawPath) : null;
    if (match !== null) {
      const [, functionName = "", aliasName = ""] = match;
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
  return !/^(Get|Head|List|BatchGet|Invoke|Download|AssumeRole)/.test(operation);
}

function route(
  method: string,
  path: string,
  operation: string,
): { method: string; pattern: RegExp; operation: string } {
  const pattern = path.replaceAll(/\{[fa]\}/g, "([^/]+)");
  return { method, pattern: new RegExp(`^/2015-03-31/functions${pattern}/?$`), operation };
}
