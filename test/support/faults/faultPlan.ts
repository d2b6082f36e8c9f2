import type { Fault } from "./faults.js";

/** Which requests are meant: an operation's name, a pattern over «METHOD /path», or those of a function; all when left out. */
export type Match = string | RegExp | { functionName: string; operation?: string } | undefined;

/** A request as rules look at it. */
export interface Seen {
  /** The API operation, or «METHOD /path» where it is not known. */
  operation: string;
  /** As the path names it: a name, partial ARN or ARN, decoded. */
  functionName: string;
  method: string;
  path: string;
}

interface Rule {
  match: Match;
  /** How many matching requests pass before the rule takes hold. */
  skip: number;
  /** How many it takes hold of. */
  times: number;
  effect: { fault: Fault } | { before: () => unknown } | { after: () => unknown };
}

/** What happens to which request: each rule counts the matching requests from when it was made. */
export class FaultPlan {
  #rules: Rule[] = [];

  /** Applies a fault to the nth matching request from now on, and to the `times - 1` that follow it. */
  inject(match: Match, fault: Fault, { nth = 1, times = 1 }: { nth?: number; times?: number } = {}): void {
    this.#rules.push({ match, skip: nth - 1, times, effect: { fault } });
  }

  /** Runs an action before the nth matching request reaches the server: the place to slip something in. */
  before(match: Match, nth: number, action: () => unknown): void {
    this.#rules.push({ match, skip: nth - 1, times: 1, effect: { before: action } });
  }

  /** Runs an action after the server has acted on the nth matching request, before the client hears of it. */
  after(match: Match, nth: number, action: () => unknown): void {
    this.#rules.push({ match, skip: nth - 1, times: 1, effect: { after: action } });
  }

  /** Forgets every rule. */
  clear(): void {
    this.#rules = [];
  }

  /** Counts a request against every rule, and returns what is to happen to it; the first fault wins. */
  take(seen: Seen): { fault?: Fault; before: (() => unknown)[]; after: (() => unknown)[] } {
    const taken: { fault?: Fault; before: (() => unknown)[]; after: (() => unknown)[] } = { before: [], after: [] };
    for (const rule of this.#rules.filter(({ match }) => matches(match, seen))) {
      if (rule.skip > 0) {
        rule.skip -= 1;
      } else if (rule.times > 0) {
        rule.times -= 1;
        if ("fault" in rule.effect) {
          taken.fault ??= rule.effect.fault;
        } else if ("before" in rule.effect) {
          taken.before.push(rule.effect.before);
        } else {
          taken.after.push(rule.effect.after);
        }
      }
    }
    return taken;
  }
}

/** Whether a request is meant. */
export function matches(match: Match, { operation, functionName, method, path }: Seen): boolean {
  if (match === undefined) {
    return true;
  }
  if (typeof match === "string") {
    return match === operation;
  }
  if (match instanceof RegExp) {
    return match.test(`${method} ${path}`);
  }
  return isNamed(functionName, match.functionName) && (match.operation === undefined || match.operation === operation);
}

/** Whether a request that says `functionName`, which may be an ARN, is of the function of this name. */
export function isNamed(functionName: string, name: string): boolean {
  return functionName.split(":").at(-1) === name;
}
