const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const yearMs = 365 * dayMs;

/** How long ago it was, in the largest unit of which there are two, else in minutes. */
export function age(atMs: number, nowMs: number): string {
  // Clocks differ, and nothing has changed in the future.
  const elapsedMs = Math.max(0, nowMs - atMs);
  const units = [
    { name: "y", ms: yearMs },
    { name: "d", ms: dayMs },
    { name: "h", ms: hourMs },
    { name: "min", ms: minuteMs },
  ];
  const unit = units.find(({ ms }) => elapsedMs >= 2 * ms) ?? { name: "min", ms: minuteMs };
  return `${Math.floor(elapsedMs / unit.ms)} ${unit.name}`;
}
