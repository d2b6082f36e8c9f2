import type { Readable } from "node:stream";
import type { LambdaClient } from "@aws-sdk/client-lambda";

type Stack = LambdaClient["middlewareStack"];

/**
 * Keeps the JSON of a command's answer as AWS sent it: the SDK drops the fields that it does not know yet. Called after
 * the answer; undefined where it was no JSON object.
 */
export function keepRawAnswer(command: { middlewareStack: unknown }): () => Record<string, unknown> | undefined {
  let text = "";
  (command.middlewareStack as Stack).add(
    (next) => async (request) => {
      const result = await next(request);
      const response = result.response as { body?: Readable };
      if (response.body !== undefined) {
        const chunks: Uint8Array[] = [];
        for await (const chunk of response.body) {
          chunks.push(chunk as Uint8Array);
        }
        const bytes = Buffer.concat(chunks);
        text = bytes.toString("utf8");
        // The SDK's own deserializer, which comes next, takes bytes as well as a stream.
        Object.assign(response, { body: new Uint8Array(bytes) });
      }
      return result;
    },
    { step: "deserialize", priority: "low", name: "keepRawAnswer" },
  );
  return () => {
    try {
      // The SDK leaves out what is null, and so must what is laid over its answer.
      const raw: unknown = JSON.parse(text, (_name, value: unknown) => value ?? undefined);
      return typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : undefined;
    } catch {
      return undefined;
    }
  };
}
