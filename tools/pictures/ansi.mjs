// What a terminal would show: the lines of an output, each as runs of one colour and weight.

// Of the 16 colours; a terminal's faint text is drawn in it.
const grey = 8;

const escape = new RegExp(String.raw`\u001b\[([0-9;]*)m`, "g");

/** The lines of a text with ANSI colours, as `[{text, color, bold}]` each; `color` is one of the first 16, or undefined. */
export function linesOf(output) {
  let style = {};
  return output.split("\n").map((line) => {
    const runs = [];
    let from = 0;
    const push = (text) => {
      if (text !== "") runs.push({ text, ...style });
    };
    for (const match of line.matchAll(escape)) {
      push(line.slice(from, match.index));
      style = changed(style, match[1].split(";").map(Number));
      from = match.index + match[0].length;
    }
    push(line.slice(from));
    return runs;
  });
}

function changed(style, codes) {
  const [code] = codes;
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, color: grey };
  if (code === 22) return { ...style, bold: false };
  if (code === 38 && codes[1] === 5 && codes[2] < 16) return { ...style, color: codes[2] };
  if (code === 39) return { ...style, color: undefined };
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 82 };
  throw new Error(`a terminal's code that no picture has yet: ${codes.join(";")}`);
}
