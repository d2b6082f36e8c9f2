import { readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "./repositoryRoot.js";

// Without this the SDK's first client warns on Node 20, and a warning fails the run.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** A member of a structure as the installed SDK's own schema has it. */
export interface ModelMember {
  name: string;
  shape: ModelShape;
}

/** A shape without its traits; `other` stands for the codes of booleans, blobs and the like. */
export type ModelShape =
  | { kind: "structure"; members: ModelMember[] }
  | { kind: "list"; item: ModelShape }
  | { kind: "map" }
  | { kind: "text" }
  | { kind: "number" }
  | { kind: "boolean" }
  | { kind: "other" };

/** What an operation of Lambda takes and answers, by the schema that the SDK itself writes and reads by. */
export async function lambdaOperation(name: string): Promise<{ request: ModelMember[]; response: ModelMember[] }> {
  const sdk = (await import("@aws-sdk/client-lambda")) as unknown as Record<string, unknown>;
  // A schema is a list: 9 stands for an operation, with its input and its output at the end.
  const operation = sdk[`${name}$`] as [9, string, string, unknown, unknown, unknown];
  return { request: membersOf(operation[4]), response: membersOf(operation[5]) };
}

const commandFiles: Record<string, string> = {
  lambda: "client-lambda/dist-types/commands",
  s3: "client-s3/dist-types/commands",
  ecr: "client-ecr/dist-types/commands",
  // The credential providers bring their own STS along.
  sts: "nested-clients/dist-types/submodules/sts/commands",
};

/** The exceptions that the model gives an operation, from the SDK's own documentation of its command. */
export function modelledExceptions(service: string, operation: string): string[] {
  const folder = path.join(repositoryRoot, "node_modules", "@aws-sdk", commandFiles[service] ?? "");
  const declaration = readFileSync(path.join(folder, `${operation}Command.d.ts`), "utf8");
  const thrown = [...declaration.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = ""]) => name);
  // The last one is the base class of them all.
  return thrown.filter((name) => !/^(Lambda|S3|ECR|STS)ServiceException$/.test(name));
}

/** A name of AWS's as this package's types spell it. */
export function camelName(name: string): string {
  return name.startsWith("KMS") ? `kms${name.slice(3)}` : name.charAt(0).toLowerCase() + name.slice(1);
}

function membersOf(schema: unknown): ModelMember[] {
  const shape = shapeOf(schema);
  if (shape.kind !== "structure" || shape.members.length === 0) {
    throw new Error("The SDK's schemas look otherwise than this reader knows them.");
  }
  return shape.members;
}

function shapeOf(schema: unknown): ModelShape {
  if (typeof schema === "function") {
    return shapeOf((schema as () => unknown)());
  }
  if (!Array.isArray(schema)) {
    // 64 and more are lists of a simple shape, 128 and more are maps.
    const code = Number(schema);
    return code >= 64 && code < 128 ? { kind: "list", item: simpleShape(code - 64) } : simpleShape(code);
  }
  const parts = schema as unknown[];
  if (parts.length === 2) {
    // A shape with traits of its member.
    return shapeOf(parts[0]);
  }
  switch (parts[0]) {
    case 0:
      return shapeOf(parts[4]);
    case 1:
      return { kind: "list", item: shapeOf(parts[4]) };
    case 2:
      return { kind: "map" };
    case 3: {
      const shapes = parts[5] as unknown[];
      return {
        kind: "structure",
        members: (parts[4] as string[]).map((name, index) => ({ name, shape: shapeOf(shapes[index]) })),
      };
    }
    default:
      return { kind: "other" };
  }
}

function simpleShape(code: number): ModelShape {
  return ([{ kind: "text" }, { kind: "number" }, { kind: "boolean" }] as const)[code] ?? { kind: "other" };
}
