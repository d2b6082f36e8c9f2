/** The version or alias in a qualified ARN; empty where there is none. */
export function qualifierOf(arn: string): string {
  return /^arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+:(.+)$/.exec(arn)?.[1] ?? "";
}
