const secondsOfUnit: Record<string, number> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;
const whole = new RegExp(`^\\+?(?:${part.source})+$`);

/**
 * The seconds of a Go duration such as `1h30m`, `1.5h` or `1h0m0.5s`, in which @pulumi/aws spells the life of a session;
 * NaN for what is none. Source: https://pkg.go.dev/time#ParseDuration.
 */
export function secondsOfGoDuration(text: string): number {
  if (text === "0") {
    return 0;
  }
  if (!whole.test(text)) {
    return Number.NaN;
  }
  const seconds = [...text.matchAll(part)].reduce(
    (sum, [, amount, unit = ""]) => sum + Number(amount) * (secondsOfUnit[unit] ?? Number.NaN),
    0,
  );
  // Sums of binary fractions are off in the last digits.
  return Math.round(seconds * 1e9) / 1e9;
}
