import { expect } from "chai";
import type { Fault } from "./faults/index.js";

/** An error of AWS as it is sent, and what a user must read of it. */
export interface Refusal {
  /** As the message names it. */
  code: string;
  status: number;
  words: string;
  /** What may be shown of the words, where that is not all. */
  shown?: string;
  /** What to do. */
  advice: RegExp;
  /** As the wire names it, where that is another name. */
  wireCode?: string;
}

const requestId = "00000000-0000-4000-a000-00000000fa17";
// What requests and answers of these tests carry, and nobody may read: a key, a variable's value, a presigned URL's parts.
const secrets = ["not-a-real-key", "hunter2", "secret of a role", "token of a role", "signature="];

/** The answer of a service that speaks JSON: Lambda, ECR. */
export function jsonRefusal({ code, wireCode = code, status, words }: Refusal): Fault {
  const headers = {
    "content-type": "application/json",
    "x-amzn-errortype": wireCode,
    "x-amzn-requestid": requestId,
  };
  return { kind: "answer", acted: false, status, headers, body: JSON.stringify({ message: words }) };
}

/** The answer of one that speaks XML in the query protocol: STS. */
export function queryRefusal({ code, wireCode = code, status, words }: Refusal): Fault {
  const error = `<Error><Type>Sender</Type><Code>${wireCode}</Code><Message>${words}</Message></Error>`;
  const body = `<ErrorResponse>${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
  const headers = { "content-type": "text/xml", "x-amzn-requestid": requestId };
  return { kind: "answer", acted: false, status, headers, body };
}

/** Fails unless the message says what failed for which function, in AWS's words with the request id, and what to do. */
export function expectToldWith(message: string, doing: string, { code, words, shown = words, advice }: Refusal): void {
  const start = `${doing}: ${code}: ${shown.replace(/\.$/, "")} (request id `;
  expect(message.slice(0, start.length)).to.equal(start);
  const [, whatToDo = ""] = /^[\w-]{16,}\)\. (.+\.)$/.exec(message.slice(start.length)) ?? [];
  expect(whatToDo, message).to.match(advice);
  expectNoSecretIn(message);
}

/** Fails where a text, or a state, has a secret in it. */
export function expectNoSecretIn(text: string): void {
  expect(secrets.filter((secret) => text.toLowerCase().includes(secret))).to.deep.equal([]);
}
