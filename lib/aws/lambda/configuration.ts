import type { FunctionConfiguration as SdkConfiguration } from "@aws-sdk/client-lambda";

/** A name of AWS's as Pulumi programs spell it: `MemorySize` is `memorySize`, `KMSKeyArn` is `kmsKeyArn`. */
type CamelName<Name extends string> = Name extends `KMS${infer Rest}` ? `kms${Rest}` : Uncapitalize<Name>;

type CamelCased<T> = T extends (infer Item)[]
  ? CamelCased<Item>[]
  : T extends object
    ? { [Name in keyof T as CamelName<Name & string>]: CamelCased<T[Name]> }
    : T;

/** The environment variables of a function. */
export interface FunctionEnvironment {
  /** Their names, sorted. */
  variableNames: string[];
  /** Their values, with `recordEnvironment` only. */
  variables?: Record<string, string>;
  /** Why Lambda could not decrypt them. */
  error?: FunctionEnvironmentError;
}

/** Why Lambda could not decrypt the environment variables. */
export interface FunctionEnvironmentError {
  /** Lambda's error code. */
  errorCode?: string;
  /** Lambda's words, which name the key and the role, never a value. */
  message?: string;
}

/** The configuration of a function as Lambda answers it, with environment variables by name only unless asked for. */
export type FunctionConfiguration = Omit<CamelCased<SdkConfiguration>, "environment"> & {
  /** The environment variables, by name only unless `recordEnvironment` is set. */
  environment?: FunctionEnvironment;
};

/** Makes Lambda's answer fit for state: camelCase, plain JSON, values of environment variables only where asked for. */
export function toConfiguration(answer: SdkConfiguration, withEnvironment = false): FunctionConfiguration {
  const { Environment: environment, ...rest } = answer;
  const configuration = camelCased(rest) as FunctionConfiguration;
  if (environment === undefined) {
    return configuration;
  }
  return {
    ...configuration,
    environment: {
      variableNames: Object.keys(environment.Variables ?? {}).sort(),
      ...(withEnvironment ? { variables: { ...environment.Variables } } : {}),
      // A decryption error's message names the key and the role, never a value.
      ...(environment.Error === undefined ? {} : { error: camelCased(environment.Error) as object }),
    },
  };
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== undefined).map(camelCased);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, nested]) => nested !== undefined && name !== "$metadata")
      .map(([name, nested]) => [
        name.replace(/^([A-Z]+)(?=[A-Z][a-z])|^[A-Z]/, (head) => head.toLowerCase()),
        camelCased(nested),
      ]),
  );
}
