import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { dynamic } from "@pulumi/pulumi";

/**
 * Stands in for `aws.lambda.Function`, whose plugin is not everywhere: it has the function, its configuration and a
 * placeholder for code. As any owner may, it does not wait until Lambda is done with its change.
 */
export interface OwnerArgs {
  functionName: Input<string>;
  memorySize: Input<number>;
  /** Another number makes the function anew, as another `packageType` does with `aws.lambda.Function`. */
  generation: Input<number>;
  /** The text of the handler that the function is made with. */
  code: Input<string>;
}

interface Inputs {
  functionName: string;
  memorySize: number;
  generation: number;
  code: string;
}

const provider: dynamic.ResourceProvider<Inputs, Inputs & { arn: string }> = {
  diff: async (_id, olds, news) => {
    const isAnother = olds.functionName !== news.functionName || olds.generation !== news.generation;
    return {
      changes: isAnother || olds.memorySize !== news.memorySize || olds.code !== news.code,
      replaces: isAnother ? ["generation"] : [],
      deleteBeforeReplace: true,
    };
  },

  create: async (inputs) => {
    const { CreateFunctionCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
    const { strToU8, zipSync } = await import("fflate");
    const { FunctionArn: arn = "" } = await new LambdaClient().send(
      new CreateFunctionCommand({
        FunctionName: inputs.functionName,
        Role: "arn:aws:iam::123456789012:role/beside",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        MemorySize: inputs.memorySize,
        Code: { ZipFile: zipSync({ "index.mjs": strToU8(inputs.code) }) },
      }),
    );
    return { id: arn, outs: { ...inputs, arn } };
  },

  update: async (arn, olds, news) => {
    const { LambdaClient, UpdateFunctionCodeCommand, UpdateFunctionConfigurationCommand } =
      await import("@aws-sdk/client-lambda");
    const { strToU8, zipSync } = await import("fflate");
    const lambda = new LambdaClient();
    if (olds.memorySize !== news.memorySize) {
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: arn, MemorySize: news.memorySize }));
    }
    if (olds.code !== news.code) {
      const ZipFile = zipSync({ "index.mjs": strToU8(news.code) });
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: arn, ZipFile }));
    }
    return { outs: { ...news, arn } };
  },

  delete: async (arn) => {
    const { DeleteFunctionCommand, LambdaClient } = await import("@aws-sdk/client-lambda");
    await new LambdaClient().send(new DeleteFunctionCommand({ FunctionName: arn }));
  },
};

/** A Lambda function that belongs to this resource. */
export class OwnedFunction extends dynamic.Resource {
  declare public readonly arn: Output<string>;
  declare public readonly memorySize: Output<number>;

  constructor(name: string, args: OwnerArgs, opts?: CustomResourceOptions) {
    super(provider, name, { arn: undefined, ...args }, opts, "beside", "OwnedFunction");
  }
}
