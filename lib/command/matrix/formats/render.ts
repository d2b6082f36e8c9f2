import type { CommandIo } from "../../commandIo.js";
import type { Format } from "../matrixOptions.js";
import type { Shown } from "../shown.js";

/** The matrix as a text in one format, with a line break at its end. */
export async function render(shown: Shown, format: Format, io: CommandIo): Promise<string> {
  switch (format) {
    case "table":
      return (await import("./table.js")).renderTable(shown, io);
    case "json":
      return (await import("./json.js")).renderJson(shown);
    case "markdown":
      return (await import("./markdown.js")).renderMarkdown(shown);
    case "html":
      return (await import("./html.js")).renderHtml(shown);
  }
}
