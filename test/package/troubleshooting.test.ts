import { expect } from "chai";
import { type LibraryText, type LibraryTexts, libraryTexts, textsOfSource } from "../support/libraryTexts.js";
import { isCode, isSaid, type TroubleshootingRow, troubleshootingRows } from "../support/troubleshootingPage.js";

// Which files a section speaks for: so that a row as wide as `… must be …` covers no other kind of message.
const sections: Record<string, RegExp> = {
  "A deploy stops":
    /^lib\/(deploy\/\w+|plugin\/(cancelableClock|functionCode)|access\/\w+|code\/(bytesInFlight|claims|codeToSend|packageToSend)|aws\/calls\/pacer|aws\/lambda\/waitForUpdate)\.ts$/,
  "A release stops": /^lib\/(release\/\w+|plugin\/(functionRelease|service))\.ts$/,
  "An argument is refused":
    /^lib\/(access\/\w+|inputs\/\w+|release\/(release\w+|watchRules)|preview\/check|program\/(explicitProvider|resourceOptions|stackConfiguration|throughPlugin\/plugin|triggersDigest)|plugin\/providerConfiguration|sources\/atAws\/imageUri)\.ts$/,
  "The code at hand cannot be deployed":
    /^lib\/(code\/staging|aws\/s3\/uploadBody|sources\/(?!atAws\/(?!liveFiles)).*)\.ts$/,
  "Code in S3, an image, another function":
    /^lib\/(code\/(wantedCode|promotion|promotedPackage|targetFunction|codeToSend)|access\/checkAccess|sources\/atAws\/(s3Object|image|otherFunction))\.ts$/,
  "Lambda refuses": /^lib\/aws\/calls\/remedies\.ts$/,
  "S3 refuses": /^lib\/aws\/s3\/s3Remedies\.ts$/,
  "ECR refuses": /^lib\/aws\/ecr\/ecrRemedies\.ts$/,
  "Lambda refuses a release": /^lib\/aws\/lambda\/(releaseRemedies|versionUseApi)\.ts$/,
  "CloudWatch refuses": /^lib\/aws\/cloudWatch\/cloudWatchRemedies\.ts$/,
  "Credentials, STS and the network": /^lib\/aws\/calls\/remedies\.ts$/,
  Warnings:
    /^lib\/(deploy\/(read|publish)|release\/checkRelease|program\/stackConfiguration|code\/handlerFile|sources\/\w+\/\w+)\.ts$/,
  "The matrix is not whole": /^lib\/command\/(dispatch|main|options|(?:matrix|stacks|functions)\/[\w/]+)\.ts$/,
  "The doctor finds something": /^lib\/command\/(?:options|doctor\/\w+)\.ts$/,
  "The package does not start": /^lib\/(program\/installation|plugin\/main)\.ts$/,
};

const withoutRow = [
  // How every message of a release begins or ends.
  "Releasing …: …. ….",
  "Releasing …: … Nothing was moved.",
  "Nothing was moved.",
  // How every message about a call ends, as the page's first lines say.
  " (request id …).",
  // Caught before anybody sees it: only a dry run has no answer.
  "Only a dry run sends nothing.",
  // The end of the row on paths that do not exist.
  "… Looked for: ….",
];

// Errors that carry on what was said elsewhere, or that nobody is shown.
const carriers = [
  'new DeployError("Aws", error.message)',
  'new DeployError("BadInput", `FunctionCode: ${problem}`)',
  'new DeployError("BadInput", `Deploying ${run.functionRef.name}: ${error.problems.join(" ")}`)',
  'new DeployError("BadInput", failures.map(({ reason }) => reason).join(" "))',
  "new InitFailure(code, messageOf(error), unqualifiedArn(live.functionArn), state)",
  "new AwsFailure(message, awsCode, httpStatus, awsMessage, requestId)",
  "new RunError(message)",
  "programError(problem)",
  'programError(`${type} "${name}": ${problems.join(" ")}`)',
  "new DeployError(failure.code, failure.message)",
  // Half a sentence, which the column's problem completes.
  'new DeployError("BadInput", "its state is not in the form that pulumi stack export writes")',
  // The rest of the line `the state of … is not as this package writes it`.
  'new Error("phase: missing, or a secret")',
  'new Error(`${others.join(", ")}: no text`)',
  // The rest of the line `Reading Pulumi.yaml: …`.
  'new Error("it describes no project")',
  // Half sentences, which the way back completes.
  'new DeployError("Canceled", "this run was interrupted")',
  'new Error(`CloudWatch has no alarm ${missing.join(", ")} any more`)',
  "new Error(text)",
  "new CodeProblems(problems)",
  "new CodeProblems(shape.problems)",
  "new CodeProblems([parsed])",
  "new CodeProblems([error.message])",
  "new CodeProblems([`The file ${label} ${fault}`])",
  "new Error(`it ${records}`)",
  "new Error(`it ${prependedBytes}`)",
  // The rest of the line `files not compared: …`.
  "new CodeProblems([`the directory of ${label} could not be read: ${reason}`])",
  "new Error(`the server answered ${status}`)",
  // Told in the words of the call on whose way it went wrong.
  'new Error("Region is missing")',
  "new Error(`the proxy ${host} does not answer (${code || message})`)",
  "new Error(message)",
  // Told as a TimeoutError.
  'new Error("aborted")',
];

describe("docs/troubleshooting.md", () => {
  const library = libraryTexts();
  const rows = troubleshootingRows();

  it("has a row for each message of the library", () => {
    expect(library.messages).to.have.length.above(150);
    expect(uncovered(library, rows)).to.deep.equal([]);
  });

  it("has a row for each code of AWS's to which the library knows a remedy", () => {
    expect(library.awsCodes).to.have.length.above(70);
    const missing = library.awsCodes.filter(
      ({ text, file }) => !rowsFor(file, rows).some(({ spans }) => spans.includes(text)),
    );
    expect(missing).to.deep.equal([]);
  });

  it("has a row for each wording of AWS's to which the library knows a remedy", () => {
    const spans = rows.flatMap((row) => row.spans);
    expect(library.awsWords).to.have.length.above(15);
    const missing = library.awsWords.filter((words) => !spans.some((span) => words.test(span)));
    expect(missing).to.deep.equal([]);
  });

  it("has nothing in a row that the library does not say", () => {
    expect(unsaid(library, rows)).to.deep.equal([]);
  });

  it("gives a cause and a remedy in each row, and no row twice", () => {
    expect(rows).to.have.length.above(100);
    expect(rows.filter(({ cause, remedy }) => cause === "" || remedy === "")).to.deep.equal([]);
    const all = rows.flatMap(({ heading, spans }) => spans.map((span) => `${heading}: ${span}`));
    expect(all.filter((span, index) => all.indexOf(span) !== index)).to.deep.equal([]);
  });

  it("can be held against every error that the library throws, for its words are in the source", () => {
    expect(library.unreadable.filter(({ text }) => !carriers.includes(text))).to.deep.equal([]);
    const texts = library.unreadable.map(({ text }) => text);
    expect(carriers.filter((carrier) => !texts.includes(carrier))).to.deep.equal([]);
  });

  it("would be told of a message without a row, of words that are hidden, and of a row that nothing says", () => {
    const news = textsOfSource(
      "lib/deploy.ts",
      'const fault = `fell ${far}`; throw new DeployError("Aws", `Deploying ${name}: the moon ${fault}. Wait for it.`);',
    );
    expect(uncovered(news, rows)).to.deep.equal([
      { text: "Deploying …: the moon fell …. Wait for it.", file: "lib/deploy.ts" },
    ]);
    const hidden = textsOfSource("lib/deploy.ts", 'throw new DeployError("Aws", riddle(name));');
    expect(hidden.unreadable).to.have.lengthOf(1);
    expect(carriers).not.to.include(hidden.unreadable[0]?.text);
    const without = rows.filter(({ spans }) => !spans.includes("InvalidRange"));
    expect(rows.length - without.length).to.equal(1);
    expect(
      unsaid(library, [{ heading: "A deploy stops", spans: ["the moon fell"], cause: "", remedy: "" }]),
    ).to.deep.equal(["A deploy stops: the moon fell"]);
  });
});

function rowsFor(file: string, rows: TroubleshootingRow[]): TroubleshootingRow[] {
  return rows.filter(({ heading }) => sections[heading]?.test(file));
}

function uncovered({ messages }: Pick<LibraryTexts, "messages">, rows: TroubleshootingRow[]): LibraryText[] {
  return messages.filter(
    (message) =>
      !withoutRow.includes(message.text) &&
      !rowsFor(message.file, rows).some(({ spans }) => spans.some((span) => !isCode(span) && isSaid(span, message))),
  );
}

function unsaid({ texts, awsCodes, awsWords }: LibraryTexts, rows: TroubleshootingRow[]): string[] {
  return rows.flatMap(({ heading, spans }) => {
    const isOfSection = ({ file }: LibraryText) => sections[heading]?.test(file) ?? false;
    const isKnown = (span: string) =>
      isCode(span)
        ? awsCodes.some((code) => code.text === span && isOfSection(code))
        : texts.some((text) => isOfSection(text) && isSaid(span, text)) || awsWords.some((words) => words.test(span));
    return spans.filter((span) => !isKnown(span)).map((span) => `${heading}: ${span}`);
  });
}
