import { type Output, unsecret } from "@pulumi/pulumi";
import type { FunctionConfiguration } from "../aws/lambda/configuration.js";

/** The outputs that a resource names to Pulumi, for nothing else can give them. */
interface Declared {
  id: Output<string>;
  version: Output<string>;
  configuration: Output<FunctionConfiguration>;
}

type Getters = Record<string, (resource: Declared) => Output<unknown>>;

/** Fields of `configuration`, none of them a secret, with what an old endpoint means where it leaves one out. */
const fields: Getters = {
  revisionId: field(({ revisionId }) => revisionId),
  codeSize: field(({ codeSize }) => codeSize),
  lastModified: field(({ lastModified }) => lastModified),
  packageType: field(({ packageType }) => packageType ?? "Zip"),
  architectures: field(({ architectures }) => architectures ?? ["x86_64"]),
  state: field(({ state }) => state),
  lastUpdateStatus: field(({ lastUpdateStatus }) => lastUpdateStatus),
  signingJobArn: field(({ signingJobArn }) => signingJobArn),
  signingProfileVersionArn: field(({ signingProfileVersionArn }) => signingProfileVersionArn),
};

const names: Getters = {
  functionArn: ({ id }) => id,
  qualifiedArn: ({ id, version }) => id.apply((arn) => version.apply((number) => `${arn}:${number}`)),
};

/**
 * Gives a resource's prototype the outputs that follow from others, each made when a program asks for it: named to Pulumi,
 * each would cost every resource eight promises, used or not.
 */
export function defineDerivedOutputs(prototype: Declared): void {
  for (const [name, get] of Object.entries({ ...fields, ...names })) {
    Object.defineProperty(prototype, name, {
      get(this: Declared) {
        return get(this);
      },
      // Of an argument of the same name, be it one or not, Pulumi makes a property of the resource itself.
      set(this: Declared, value: unknown) {
        Object.defineProperty(this, name, { value, enumerable: true });
      },
    });
  }
  Object.defineProperty(prototype, "configuration", {
    set(this: Declared, stored: Output<string | FunctionConfiguration | undefined>) {
      // Not made on demand as the others: what a program hands to a serialized callback must be a value.
      Object.defineProperty(this, "configuration", { value: stored.apply(parsed), enumerable: true });
    },
  });
}

/** State has it as JSON text, or of before as an object. */
function parsed(stored?: string | FunctionConfiguration): FunctionConfiguration | undefined {
  return typeof stored === "string" ? (JSON.parse(stored) as FunctionConfiguration) : stored;
}

function field(of: (configuration: FunctionConfiguration) => unknown): (resource: Declared) => Output<unknown> {
  return ({ configuration }) =>
    unsecret(configuration).apply((known?: FunctionConfiguration) => (known === undefined ? undefined : of(known)));
}
