// A terminal's picture, as SVG: text that can be read out, searched and enlarged.
import { linesOf } from "./ansi.mjs";

const [charWidth, lineHeight, fontSize, padding] = [8.4, 20, 14, 20];

const themes = {
  light: {
    ground: "#f6f8fa",
    border: "#d0d7de",
    text: "#1f2328",
    prompt: "#1a7f37",
    colors: { 1: "#b31d28", 2: "#116329", 3: "#7d4e00", 4: "#0550ae", 5: "#7a2f9e", 6: "#1b6478", 8: "#57606a" },
  },
  dark: {
    ground: "#161b22",
    border: "#30363d",
    text: "#e6edf3",
    prompt: "#56d364",
    colors: { 1: "#ff7b72", 2: "#56d364", 3: "#e3b341", 4: "#79c0ff", 5: "#d2a8ff", 6: "#56d4dd", 8: "#9198a1" },
  },
};

/** Draws what `[{command, output}]` showed, one below the other; `name` is what the picture is of, for who cannot see it. */
export function drawTerminal(sessions, { name, theme }) {
  const { ground, border, text, prompt, colors } = themes[theme];
  const rows = sessions.flatMap(({ command, output }) => [
    [
      { text: "$ ", fill: prompt, bold: true },
      { text: command, bold: true },
    ],
    ...linesOf(output),
    [],
  ]);
  while (rows.at(-1).length === 0) rows.pop();
  const columns = Math.max(...rows.map((row) => row.reduce((sum, run) => sum + run.text.length, 0)));
  const [width, height] = [Math.ceil(columns * charWidth) + 2 * padding, rows.length * lineHeight + 2 * padding];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(name)}">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${ground}" stroke="${border}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${fontSize}" fill="${text}">`,
    ...rows.flatMap((row, index) => drawRow(row, padding + (index + 0.72) * lineHeight, colors)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

// Each word has its place and its width: what is below each other stays so in any font. Of several spaces SVG keeps one.
function drawRow(row, y, colors) {
  let column = 0;
  return row.flatMap(({ text, color, bold, fill = color === undefined ? undefined : colors[color % 8 || color] }) => {
    const looks = `${fill ? ` fill="${fill}"` : ""}${bold ? ` font-weight="bold"` : ""}`;
    const start = column;
    column += text.length;
    return [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: shown, index }) => {
      const x = rounded(padding + (start + index) * charWidth);
      const place = `x="${x}" y="${rounded(y)}" textLength="${rounded(shown.length * charWidth)}"`;
      return `<text ${place}${looks}>${escaped(shown)}</text>`;
    });
  });
}

function rounded(number) {
  return String(Math.round(number * 10) / 10);
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
