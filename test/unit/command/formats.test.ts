import { expect } from "chai";
import type { Check } from "#lib/command/matrix/checks.js";
import { age } from "#lib/command/matrix/formats/age.js";
import { render } from "#lib/command/matrix/formats/render.js";
import { TextWidth } from "#lib/command/matrix/formats/textWidth.js";
import type { Format } from "#lib/command/matrix/matrixOptions.js";
import { rowsOf } from "#lib/command/matrix/rows.js";
import type { Column } from "#lib/command/stacks/column.js";
import { readDocument } from "../../support/documentedTests.js";
import { bufferedIo } from "../../support/command/bufferedIo.js";
import { code, columnWith, hashes, release } from "../../support/command/exportedStates.js";

const hostile = "a|b`c<img src=x onerror=alert(1)>&\"'*_[x](y)#1@team\u001b[31m\u202e";

describe("the matrix as a table", () => {
  it("is as wide as its texts where nobody has a terminal, and has no colours", async () => {
    const text = await table(sample());
    expect(text.split("\n")).to.deep.equal([
      "RESOURCE  dev                staging                                 prod",
      "────────  ─────────────────  ──────────────────────────────────────  ─────────────────────────",
      "api       v1  AAAAAAAA  2 d  v2  BBBBBBBB  2 d  differs  unfinished  v1  AAAAAAAA  3 d  behind",
      "                             live → 1, 10 % to 2  Shifting",
      "",
    ]);
    expect(text).not.to.contain("\u001b");
  });

  it("is never wider than the terminal, whatever its width", async () => {
    const width = await TextWidth.load();
    const columns = [...sample(), columnWith("a-stack-with-a-long-name", [code("网关-gateway-👩‍👩‍👧", hashes.three)])];
    for (let room = 20; room <= 160; room += 1) {
      const lines = (await table(columns, { columns: room })).split("\n");
      const widest = Math.max(...lines.map((line) => width.of(line)));
      expect(widest, `in ${room} columns`).to.be.at.most(room);
    }
  });

  it("shows every stack on a narrow terminal, in blocks below each other", async () => {
    const text = await table(sample(), { columns: 40 });
    for (const part of ["dev", "staging", "prod", "AAAAAAAA", "BBBBBBBB", "behind"]) {
      expect(text).to.contain(part);
    }
    expect(text.match(/RESOURCE/g)).to.have.lengthOf(2);
  });

  it("stays in its columns beside wide characters, emoji and marks that have no width", async () => {
    const lines = (
      await table([
        columnWith(
          "dev",
          ["网关", "👩‍👩‍👧x", "e\u0301tage", "plain"].map((name) => code(name)),
        ),
      ])
    ).split("\n");
    const width = await TextWidth.load();
    const starts = lines
      .filter((line) => line.includes("v1"))
      .map((line) => width.of(line.slice(0, line.indexOf("v1"))));
    expect(new Set(starts).size).to.equal(1);
    expect(starts).to.have.lengthOf(4);
  });

  it("says of a function of which Lambda gave no answer that it is shown by the state, in every format", async () => {
    const column = columnWith("dev", [code("api"), code("worker")]);
    Object.assign(column.functions[0]!, { isUnanswered: true });
    for (const format of ["table", "markdown", "html"] as const) {
      expect((await rendered(format, [column])).match(/no answer: by the state/g), format).to.have.lengthOf(1);
    }
  });

  it("has colours at a terminal, but where NO_COLOR or a dumb terminal says otherwise", async () => {
    const asked = { columns: 120, isTerminal: true };
    expect(await table(sample(), asked)).to.contain("\u001b[33mbehind\u001b[0m");
    expect(await table(sample(), { ...asked, env: { NO_COLOR: "1" } })).not.to.contain("\u001b");
    expect(await table(sample(), { ...asked, env: { TERM: "dumb" } })).not.to.contain("\u001b");
  });

  it("lets no name steer the terminal", async () => {
    const aliasArn = `arn:aws:lambda:us-east-1:111111111111:function:api:${hostile}`;
    const text = await table([columnWith("dev", [code(hostile), release("api", { aliasArn })])]);
    expect(text.match(/\\u001b\[31m\\u202e/g)).to.have.lengthOf(2);
    expect(text).not.to.match(/\p{Cf}|[^\P{Cc}\n]/u);
  });

  it("says of a stack that could not be read so in its column, and of stacks without functions in a line", async () => {
    const missing = { stack: "nowhere", functions: [], problems: ["Reading stack nowhere: gone."], isRead: false };
    expect(await table([columnWith("dev", [code("api")]), missing])).to.match(/^api +v1 {2}A+ {2}2 d {2}not read$/m);
    expect(await table([columnWith("dev", [])])).to.equal("dev: no FunctionCode and no FunctionRelease in the state\n");
  });
});

describe("the matrix as JSON", () => {
  it("has the documented fields in each place, with null for what is not known", async () => {
    const document = JSON.parse(await rendered("json", sample())) as Record<string, unknown>;
    expect(Object.keys(document)).to.deep.equal([
      "schemaVersion",
      "madeAt",
      "by",
      "live",
      "stacks",
      "functions",
      "checks",
    ]);
    expect(document).to.deep.include({
      schemaVersion: 1,
      madeAt: "2026-01-03T01:00:00.000Z",
      by: "resource",
      live: false,
      stacks: ["dev", "staging", "prod"].map((name) => ({ name, read: true, problems: [] })),
    });
    const [{ name, stacks }] = document.functions as [{ name: string; stacks: Record<string, unknown> }];
    expect(name).to.equal("api");
    expect(stacks.staging).to.deep.equal({
      functionName: "api-function",
      functionArn: "arn:aws:lambda:us-east-1:111111111111:function:api-function",
      version: "2",
      codeSha256: hashes.two,
      deployedCodeSha256: hashes.two,
      lastModified: "2026-01-01T00:00:00.000+0000",
      live: false,
      gone: false,
      marks: ["differs", "unfinished"],
      drift: [],
      unfinished: ["alias live: its calls are being shifted"],
      releases: [
        {
          alias: "live",
          version: "1",
          weights: { 2: 0.1 },
          codeSha256: hashes.one,
          phase: "Shifting",
          releasedAt: "2026-01-01T00:00:00.000Z",
        },
      ],
    });
  });

  it("is in docs/matrix.md with the same fields, in each place", async () => {
    const [, example = ""] = /```json\n([^]*?)```/.exec(readDocument("matrix.md")) ?? [];
    const check: Check = { check: "require-same", stacks: ["staging", "prod"], failures: ["…"] };
    const made = await rendered("json", sample().slice(1, 2), [check]);
    expect(fieldsOf(JSON.parse(example), "prod")).to.deep.equal(fieldsOf(JSON.parse(made), "staging"));
  });

  it("lets no name steer the terminal either, and has it as it is once it is read", async () => {
    const name = "a\u009b31m\u202eb\u2028\u{e0041}\u007f";
    const text = await rendered("json", [columnWith("dev", [code(name)])]);
    expect(text).not.to.match(/[\u007f-\u009f\u2028\u202e\u{e0041}]/u);
    const { functions } = JSON.parse(text) as { functions: { name: string }[] };
    expect(functions.map((one) => one.name)).to.deep.equal([name]);
  });

  it("has null where a stack has no such function, and the checks with what failed", async () => {
    const columns = [columnWith("dev", [code("api")]), columnWith("__proto__", [])];
    const checks: Check[] = [{ check: "require-same", stacks: ["dev", "prod"], failures: ["api: no"] }];
    const document = JSON.parse(await rendered("json", columns, checks)) as Record<string, unknown>;
    expect(JSON.stringify(document.functions)).to.contain('"__proto__":null');
    expect(document.checks).to.deep.equal([
      { check: "require-same", stacks: ["dev", "prod"], holds: false, failures: ["api: no"] },
    ]);
  });
});

describe("the matrix as Markdown", () => {
  it("is a table of GitHub's, with a sign beside each mark", async () => {
    const text = await rendered("markdown", sample());
    expect(text).to.contain("| resource | `dev` | `staging` | `prod` |\n| --- | --- | --- | --- |\n| `api` | ");
    expect(text).to.contain("⏪ behind");
  });

  it("takes nothing in a name for Markdown, HTML, a mention or an issue's number", async () => {
    const text = await rendered(
      "markdown",
      [columnWith("dev", [code(hostile)])],
      [{ check: "fail-on-drift", failures: [`${hostile} in dev: drifted`] }],
    );
    const row = text.split("\n").find((line) => line.includes("img")) ?? "";
    expect(row.split("|")).to.have.lengthOf(4);
    expect(text.replaceAll(/<\/?(?:code|sub)>|<br>|`[\w -]+`/g, "")).not.to.match(/[<`@[\]]|#1\b/);
  });

  it("makes no link of a name that is an address, not even of one without a scheme", async () => {
    const text = await rendered("markdown", [columnWith("dev", [code("(www.example.com)"), code("(http://x)")])]);
    expect(text).not.to.match(/www\.|:\/\//);
  });

  it("puts a plain name between backticks, as it is", async () => {
    expect(await rendered("markdown", [columnWith("dev", [code("orders_api-2")])])).to.contain("| `orders_api-2` |");
  });
});

describe("the matrix as HTML", () => {
  it("asks no server for anything, and lets no script run but its own", async () => {
    const text = await rendered("html", sample());
    expect(text).not.to.match(/(?:src|href)=|@import|url\(|https?:/);
    expect(text).to.match(/content="default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'"/);
    expect(text).not.to.match(/ style=| on\w+=/);
  });

  it("takes nothing in a name, a stack or a sentence for HTML", async () => {
    const column = { ...columnWith("dev", [code(hostile)]), stack: hostile, problems: [hostile] };
    const text = await rendered("html", [column], [{ check: "fail-on-drift", failures: [hostile] }]);
    expect(text).not.to.contain("<img");
    expect(text.match(/&#60;img src=x/g)).to.have.lengthOf(5);
    expect(text).not.to.match(/\p{Cf}|[^\P{Cc}\n]/u);
  });

  it("is a table to whoever cannot see it: named rows and columns, and how they are sorted", async () => {
    const text = await rendered("html", sample());
    expect(text).to.contain('<html lang="en">');
    expect(text.match(/<th role="columnheader" scope="col" aria-sort="none"><button type="button">/g)).to.have.lengthOf(
      4,
    );
    expect(text.match(/<th role="rowheader" scope="row">api<\/th>/g)).to.have.lengthOf(1);
  });
});

describe("an age", () => {
  for (const [elapsedMs, text] of [
    [-5000, "0 min"],
    [59_000, "0 min"],
    [119 * 60_000, "119 min"],
    [120 * 60_000, "2 h"],
    [47 * 3_600_000, "47 h"],
    [48 * 3_600_000, "2 d"],
    [729 * 86_400_000, "729 d"],
    [730 * 86_400_000, "2 y"],
  ] as const) {
    it(`of ${elapsedMs} ms is ${text}`, () => {
      expect(age(0, elapsedMs)).to.equal(text);
    });
  }
});

function sample(): Column[] {
  return [
    columnWith("dev", [code("api")]),
    columnWith("staging", [
      code("api", hashes.two, { version: "2" }),
      release("api", { phase: "Shifting", routingConfig: { 2: 0.1 } }),
    ]),
    columnWith("prod", [code("api", hashes.one, { lastModified: "2025-12-31T00:00:00.000+0000" })]),
  ];
}

function table(columns: Column[], io: { columns?: number; isTerminal?: boolean; env?: NodeJS.ProcessEnv } = {}) {
  return rendered("table", columns, [], io);
}

function rendered(format: Format, columns: Column[], checks: Check[] = [], io = {}): Promise<string> {
  const madeAtMs = Date.UTC(2026, 0, 3, 1);
  const rows = rowsOf(columns, "resource");
  return render({ by: "resource", isLive: false, madeAtMs, columns, rows, checks }, format, bufferedIo(io).io);
}

/** The names of the fields at each depth; the stack's own name, and a weight's, are none. */
function fieldsOf(value: unknown, stack: string): unknown {
  if (Array.isArray(value)) {
    return value.slice(0, 1).map((one) => fieldsOf(one, stack));
  }
  if (typeof value !== "object" || value === null) {
    return "";
  }
  return Object.entries(value).map(([name, part]) => [
    name.replace(stack, "…").replace(/^\d+$/, "1"),
    fieldsOf(part, stack),
  ]);
}
