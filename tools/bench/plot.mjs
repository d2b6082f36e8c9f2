// The SVG: each figure as a share of what is to be reached, and the curves under it.
import { chartSvg, text } from "./chart.mjs";

const width = 900;
const barHeight = 20;
const labelWidth = 560;
const chartHeight = 260;

/** An SVG text with bars for the figures that have a limit, and a chart for each of `charts`. */
export function plot({ figures, charts, caption }) {
  const judged = figures.filter(({ limit }) => limit > 0);
  const chartsTop = 90 + judged.length * barHeight;
  const height = chartsTop + charts.length * (chartHeight + 20);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    text(10, 22, "pulumi-lambda-code: measured, as a share of what is to be reached", { size: 15 }),
    text(10, 40, caption),
    ...bars(judged),
    ...charts.map((chart, index) => {
      const top = chartsTop + index * (chartHeight + 20);
      return `<g transform="translate(0 ${top})">${chartSvg(chart, { width, height: chartHeight })}</g>`;
    }),
    "</svg>",
  ];
  return `${parts.join("\n")}\n`;
}

function bars(figures) {
  const unit = 160;
  const bottom = 60 + figures.length * barHeight;
  const limit = labelWidth + unit;
  const rows = figures.flatMap(({ what, value, limit, isReached }, index) => {
    const top = 60 + index * barHeight;
    const length = Math.min(2, Math.max(0, value / limit)) * unit;
    const color = isReached ? "#4a8f5c" : "#c0504d";
    const label = what.length > 95 ? `${what.slice(0, 94)}…` : what;
    return [
      text(labelWidth - 6, top + 13, label, { anchor: "end", size: 10 }),
      `<rect x="${labelWidth}" y="${top + 3}" width="${length.toFixed(1)}" height="${barHeight - 6}" fill="${color}"/>`,
    ];
  });
  return [...rows, `<line x1="${limit}" y1="56" x2="${limit}" y2="${bottom}" stroke="black" stroke-dasharray="3 2"/>`];
}
