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

const derived = Object.entries({ ...fields, ...names }).map(([name, get]) => ({
  name,
  descriptor: onDemand(name, get),
}));

/**
 * Gives a resource the outputs that follow from others, each made when it is asked for: named to Pulumi, each would cost
 * every resource eight promises, used or not. They are the resource's own and enumerable, for of a resource that a program
 * exports Pulumi writes just those into the stack's outputs.
 */
export function defineDerivedOutputs(resource: Declared): void {
  for (const { name, descriptor } of derived) {
    // Of an argument of the same name, be it one or not, Pulumi has made a property already.
    if (!Object.hasOwn(resource, name)) {
      Object.defineProperty(resource, name, descriptor);
    }
  }
}

/** Gives a resource's prototype the one output that Pulumi sets in another form than it is read. */
export function defineConfiguration(prototype: Declared): void {
  Object.defineProperty(prototype, "configuration", {
    set(this: Declared, stored: Output<string | FunctionConfiguration | undefined>) {
      // Not made on demand as the others: what a program hands to a serialized callback must be a value.
      Object.defineProperty(this, "configuration", { value: stored.apply(parsed), enumerable: true });
    },
  });
}

function onDemand(name: string, get: (resource: Declared) => Output<unknown>): PropertyDescriptor {
  return {
    get(this: Declared) {
      const value = get(this);
      Object.defineProperty(this, name, { value, enumerable: true });
      return value;
    },
    enumerable: true,
    configurable: true,
  };
}

/** State has it as JSON text, or of before as an object. */
function parsed(stored?: string | FunctionConfiguration): FunctionConfiguration | undefined {
  return typeof stored === "string" ? (JSON.parse(stored) as FunctionConfiguration) : stored;
}

function field(of: (configuration: FunctionConfiguration) => unknown): (resource: Declared) => Output<unknown> {
  return ({ configuration }) =>
    unsecret(configuration).apply((known?: FunctionConfiguration) => (known === undefined ? undefined : of(known)));
}
