// One chart of lines, as SVG.
const colors = ["#1f6fb2", "#c0504d", "#4a8f5c", "#8064a2"];
const margin = { left: 60, right: 220, top: 30, bottom: 40 };

/** A chart of `lines`, each with a name and points `[x, y]`; logarithmic both ways where the chart says so. */
export function chartSvg({ title, x, y, isLogarithmic = false, lines }, { width, height }) {
  const points = lines.flatMap((line) => line.points);
  const toX = scale(
    points.map(([at]) => at),
    isLogarithmic,
    margin.left,
    width - margin.right,
  );
  const toY = scale(
    points.map(([, at]) => at),
    isLogarithmic,
    height - margin.bottom,
    margin.top,
  );
  const parts = [text(10, 18, title, { size: 13 })];
  for (const tick of toX.ticks)
    parts.push(text(toX(tick), height - margin.bottom + 15, label(tick), { anchor: "middle" }));
  for (const tick of toY.ticks) {
    const at = toY(tick);
    parts.push(`<line x1="${margin.left}" y1="${at}" x2="${width - margin.right}" y2="${at}" stroke="#ddd"/>`);
    parts.push(text(margin.left - 5, at + 4, label(tick), { anchor: "end" }));
  }
  parts.push(text((margin.left + width - margin.right) / 2, height - 6, x, { anchor: "middle" }));
  parts.push(text(10, margin.top + 2, y));
  lines.forEach((line, index) => {
    const color = colors[index % colors.length];
    const path = line.points.map(([a, b]) => `${toX(a).toFixed(1)},${toY(b).toFixed(1)}`).join(" ");
    parts.push(`<polyline points="${path}" fill="none" stroke="${color}" stroke-width="1.5"/>`);
    parts.push(text(width - margin.right + 10, margin.top + 14 + 16 * index, line.name, { color }));
  });
  return parts.join("\n");
}

/** A line of text. */
export function text(x, y, content, { anchor = "start", size = 11, color = "black" } = {}) {
  const escaped = String(content).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" fill="${color}">${escaped}</text>`;
}

function scale(values, isLogarithmic, from, to) {
  const positive = values.filter((value) => value > 0);
  const low = isLogarithmic ? Math.min(...positive) : 0;
  const high = Math.max(...values, low + 1e-9);
  const share = isLogarithmic
    ? (value) => Math.log(Math.max(value, low) / low) / Math.log(high / low)
    : (value) => value / high;
  const at = (value) => from + share(value) * (to - from);
  at.ticks = isLogarithmic
    ? [0.01, 0.1, 1, 10, 100, 1000].filter((tick) => tick >= low && tick <= high)
    : [0, 0.25, 0.5, 0.75, 1].map((part) => part * high);
  return at;
}

function label(value) {
  return String(Number(value.toPrecision(3)));
}
