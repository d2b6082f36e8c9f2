import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Credentials } from "./credentials.js";
import type { JournalEntry } from "./journal.js";
import { LambdaError, serverFault } from "./lambdaError.js";
import type { Caller } from "./names.js";
import type { Quotas } from "./quotas.js";
import type { World } from "./world.js";
import { cloudWatchTarget, strictCloudWatch } from "../strictCloudWatch/strictCloudWatch.js";
import { strictEcr } from "../strictEcr/strictEcr.js";
import { strictS3 } from "../strictS3/strictS3.js";
import { strictSso } from "../strictSso/strictSso.js";
import { strictSts } from "../strictSts/strictSts.js";

/** A request of S3, ECR, STS, SSO or CloudWatch, which the same server answers. */
export interface NeighbourRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** An answer in whatever form its service has. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body?: Buffer | string;
  /** The connection breaks after so many bytes of the body. */
  cutAfterBytes?: number;
}

/** A request understood: what the journal says of it. */
export interface NeighbourRoute {
  operation: string;
  members: Readonly<Record<string, unknown>>;
}

/** What there is besides the request. */
export interface Surroundings {
  world: World;
  credentials: Credentials;
  quotas: Quotas;
}

/** A service beside Lambda. */
export interface Neighbour {
  routeOf(request: NeighbourRequest): NeighbourRoute;
  /** The answer; a LambdaError is put into the service's own form by `refuse`. */
  answer(route: NeighbourRoute, caller: Caller, request: NeighbourRequest, place: Surroundings): RawAnswer;
  refuse(error: LambdaError, route: NeighbourRoute, requestId: string): RawAnswer;
  /** Whether a request is taken without a signature: it brings a token along. */
  isUnsigned?(route: NeighbourRoute): boolean;
}

/** Whose request this is, by what their SDK clients send: undefined for Lambda's, whose paths begin with a date. */
export function neighbourOf(method: string, path: string, headers: IncomingHttpHeaders): Neighbour | undefined {
  if (/^\/\d{4}-\d\d-\d\d\//.test(path)) {
    return undefined;
  }
  if (method === "POST" && path === "/") {
    const target = headers["x-amz-target"];
    if (target === undefined) {
      return strictSts;
    }
    return String(target).startsWith(`${cloudWatchTarget}.`) ? strictCloudWatch : strictEcr;
  }
  if (path === "/federation/credentials") {
    return strictSso;
  }
  return /^\/[^/]+\/./.test(path) ? strictS3 : undefined;
}

/** The path of a request, in the path style where its host begins with a bucket, as AWS's own do. */
export function pathStyleOf(path: string, host = ""): string {
  const bucket = /^(.+)\.s3(?:-fips)?\.(?:dualstack\.)?[a-z0-9-]+\.amazonaws\.com(?::\d+)?$/.exec(host)?.[1];
  return bucket === undefined || path.startsWith("/snapshots/") ? path : `/${bucket}${path}`;
}

const nobody: Caller = { accessKeyId: "", account: "", region: "us-east-1", partition: "aws" };

/** Acts on a request, and completes its entry in the journal. */
export function answerOf(
  neighbour: Neighbour,
  route: NeighbourRoute,
  request: NeighbourRequest,
  entry: JournalEntry,
  place: Surroundings,
): RawAnswer {
  const requestId = place.world.ids.next("request");
  entry.body = route.members;
  try {
    const isUnsigned = neighbour.isUnsigned?.(route) === true;
    const caller = isUnsigned ? nobody : place.credentials.authenticate(request.headers);
    const answer = neighbour.answer(route, caller, request, place);
    Object.assign(entry, { accepted: true, status: answer.status });
    return answer;
  } catch (error) {
    const refusal = error instanceof LambdaError ? error : serverFault(error);
    const answer = neighbour.refuse(refusal, route, requestId);
    Object.assign(entry, { status: answer.status, code: refusal.code });
    return answer;
  }
}

/** Sends an answer with the server's date, and breaks the connection where that is asked for. */
export function writeRaw(response: ServerResponse, answer: RawAnswer, date: Date): void {
  const { status, headers, body = "", cutAfterBytes } = answer;
  response.sendDate = false;
  response.writeHead(status, { "Content-Length": Buffer.byteLength(body), ...headers, Date: date.toUTCString() });
  if (cutAfterBytes === undefined) {
    response.end(body);
    return;
  }
  response.write(Buffer.from(body).subarray(0, cutAfterBytes), () => {
    response.destroy();
  });
}
