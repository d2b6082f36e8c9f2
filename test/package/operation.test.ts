import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../support/repositoryRoot.js";
import { missingTests, readDocument, testsNamedIn } from "../support/documentedTests.js";
import { lambdaOperation, modelledExceptions } from "../support/sdkModel.js";

// Answered by AWS all the same: the tables must keep them though no model names them.
const notModelled = [
  "RequestEntityTooLargeException",
  "AccessDeniedException",
  "ValidationException",
  "ExpiredTokenException",
];

const neighbours = [
  ["lambda", "GetFunction"],
  ["lambda", "PublishVersion"],
  ["lambda", "ListVersionsByFunction"],
  ["s3", "HeadObject"],
  ["s3", "GetObject"],
  ["s3", "PutObject"],
  ["ecr", "BatchGetImage"],
  ["sts", "AssumeRole"],
] as const;

describe("docs/operation.md", () => {
  const document = readDocument("operation.md");

  it("has a row for each field of the request that the SDK knows, and for no other", async () => {
    const { request } = await lambdaOperation("UpdateFunctionCode");
    expect(differences(rowsOf(document, "Request"), namesOf(request))).to.deep.equal([]);
  });

  it("has a row for each field of the response that the SDK knows, and for no other", async () => {
    const { response } = await lambdaOperation("UpdateFunctionCode");
    expect(differences(rowsOf(document, "Response"), namesOf(response))).to.deep.equal([]);
  });

  it("has a row for each error of the operation that the SDK knows, and for those that it does not", () => {
    const expected = [...modelledExceptions("lambda", "UpdateFunctionCode"), ...notModelled];
    const rows = Object.keys(rowsOf(document, "Errors"));
    expect(expected.filter((name) => !rows.includes(name))).to.deep.equal([]);
  });

  for (const [service, operation] of neighbours) {
    it(`has a row for each error of ${operation} that the SDK knows`, () => {
      const expected = modelledExceptions(service, operation);
      const rows = Object.keys(rowsOf(document, `Errors of ${operation}`));
      expect(expected.filter((name) => !rows.includes(name))).to.deep.equal([]);
    });
  }

  it("names a test in each row, and tests that exist", () => {
    const headings = [...document.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);
    const rows = headings.flatMap((heading) =>
      Object.entries(rowsOf(document, heading)).map(([name, row]) => ({ name: `${heading}: ${name}`, row })),
    );
    expect(rows).to.have.length.above(80);
    expect(rows.filter(({ row }) => testsNamedIn(row).length === 0).map(({ name }) => name)).to.deep.equal([]);
    expect(missingTests(rows.flatMap(({ row }) => testsNamedIn(row)))).to.deep.equal([]);
  });

  it("names no error that its tests do not raise", () => {
    const shared = readFileSync(path.join(repositoryRoot, "test", "support", "lambdaRefusals.ts"), "utf8");
    const headings = [...document.matchAll(/^## (Errors.*)$/gm)].map(([, heading = ""]) => heading);
    const unraised = headings.flatMap((heading) =>
      Object.entries(rowsOf(document, heading))
        .filter(([name, row]) =>
          testsNamedIn(row).some(
            ({ file, title }) =>
              title.startsWith(name) &&
              ![shared, readFileSync(path.join(repositoryRoot, file), "utf8")].some((text) =>
                text.includes(`"${name}`),
              ),
          ),
        )
        .map(([name]) => `${heading}: ${name}`),
    );
    expect(unraised).to.deep.equal([]);
  });

  it("would be told of a field that AWS adds, and of a row that is taken away", async () => {
    const { request } = await lambdaOperation("UpdateFunctionCode");
    const rows = rowsOf(document, "Request");
    expect(differences(rows, [...namesOf(request), "Turbo"])).to.deep.equal(["Turbo has no row"]);
    const without = document.replace(/^\| `DryRun` .*\n/m, "");
    expect(differences(rowsOf(without, "Request"), namesOf(request))).to.deep.equal(["DryRun has no row"]);
    expect(
      missingTests([{ file: "test/package/operation.test.ts", title: ["no", "such", "title"].join(" ") }]),
    ).to.have.lengthOf(1);
  });
});

/** The rows of the table under a heading, by the name in their first cell. */
function rowsOf(document: string, heading: string): Record<string, string> {
  const section = document.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const rows = section.matchAll(/^\| `([\w.]+)` .*$/gm);
  return Object.fromEntries([...rows].map(([row, name = ""]) => [name, row]));
}

function namesOf(members: { name: string }[]): string[] {
  return members.map(({ name }) => name);
}

function differences(rows: Record<string, string>, names: string[]): string[] {
  return [
    ...names.filter((name) => rows[name] === undefined).map((name) => `${name} has no row`),
    ...Object.keys(rows)
      .filter((name) => !names.includes(name))
      .map((name) => `${name} is no field of the SDK's`),
  ];
}
