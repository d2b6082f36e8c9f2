import {
  type AliasConfiguration,
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  ListAliasesCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { AwsFailure } from "../../ground/errors.js";
import { type CallSettings, type Client, LambdaCalls } from "./lambdaCalls.js";
import { aliasRemedies } from "./releaseRemedies.js";

/** An alias as Lambda shows it now. */
export interface LiveAlias {
  aliasArn: string;
  name: string;
  /** The version that has all calls but those of `weights`. */
  functionVersion: string;
  description: string;
  /** The shares of other versions, 0 to 1 by version; empty where there are none. */
  weights: Record<string, number>;
  /** The alias's own, which GetFunction by the alias does not show. */
  revisionId: string;
}

/** What a new alias is to be. */
export interface NewAlias {
  name: string;
  functionVersion: string;
  description: string;
}

/** What an alias is to be, all of it: what is not said Lambda keeps, a weight of the last release among it. */
export interface AliasUpdate extends NewAlias {
  /** Empty takes the weights away. */
  weights: Record<string, number>;
  /** The revision that was seen; another one at Lambda refuses the update. */
  revisionId: string;
}

/** The aliases of a function, each write of which is one attempt. */
export class AliasApi {
  private readonly calls: LambdaCalls;

  constructor(client: Client, settings: CallSettings) {
    this.calls = new LambdaCalls(client, settings);
  }

  /** The alias, undefined where the function has none of that name. */
  async getAlias(functionName: string, aliasName: string): Promise<LiveAlias | undefined> {
    const call = this.calls.describe(`Reading the alias ${aliasName} of`, "lambda:GetAlias", aliasRemedies);
    const asked = { FunctionName: functionName, Name: aliasName };
    try {
      return toLiveAlias(
        await this.calls.read(call, (client, options) => client.send(new GetAliasCommand(asked), options)),
      );
    } catch (error) {
      if (isAliasMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** Fails with 409 "already exists" where there is one of that name. */
  async createAlias(functionName: string, { name, functionVersion, description }: NewAlias): Promise<LiveAlias> {
    const call = this.calls.describe(`Creating the alias ${name} of`, "lambda:CreateAlias", aliasRemedies);
    const command = new CreateAliasCommand({
      FunctionName: functionName,
      Name: name,
      FunctionVersion: functionVersion,
      Description: description,
    });
    return toLiveAlias(await this.calls.write(call, (client, options) => client.send(command, options)));
  }

  /** Fails with 412 where the alias has another revision by now. */
  async updateAlias(functionName: string, update: AliasUpdate): Promise<LiveAlias> {
    const call = this.calls.describe(`Moving the alias ${update.name} of`, "lambda:UpdateAlias", aliasRemedies);
    const command = new UpdateAliasCommand({
      FunctionName: functionName,
      Name: update.name,
      FunctionVersion: update.functionVersion,
      Description: update.description,
      // Sent when empty, too: left out, Lambda keeps the weights that there are.
      RoutingConfig: { AdditionalVersionWeights: update.weights },
      RevisionId: update.revisionId,
    });
    return toLiveAlias(await this.calls.write(call, (client, options) => client.send(command, options)));
  }

  /** One that is gone already is deleted, too. Lambda takes no revision here. */
  async deleteAlias(functionName: string, name: string): Promise<void> {
    const call = this.calls.describe(`Deleting the alias ${name} of`, "lambda:DeleteAlias", aliasRemedies);
    const command = new DeleteAliasCommand({ FunctionName: functionName, Name: name });
    try {
      await this.calls.write(call, (client, options) => client.send(command, options));
    } catch (error) {
      // AWS answers 204; an emulator need not.
      if (!isAliasMissing(error)) {
        throw error;
      }
    }
  }

  /** All of them. Lambda's filter by version is not used: whether it finds a mere weight is not documented. */
  async listAliases(functionName: string): Promise<LiveAlias[]> {
    const call = this.calls.describe("Listing the aliases of", "lambda:ListAliases", aliasRemedies);
    const aliases: LiveAlias[] = [];
    let marker: string | undefined;
    do {
      const page = { FunctionName: functionName, Marker: marker };
      const answer = await this.calls.read(call, (client, options) =>
        client.send(new ListAliasesCommand(page), options),
      );
      aliases.push(...(answer.Aliases ?? []).map(toLiveAlias));
      marker = answer.NextMarker;
    } while (marker);
    return aliases;
  }
}

function toLiveAlias(answer: AliasConfiguration): LiveAlias {
  return {
    aliasArn: answer.AliasArn ?? "",
    name: answer.Name ?? "",
    functionVersion: answer.FunctionVersion ?? "",
    description: answer.Description ?? "",
    weights: { ...answer.RoutingConfig?.AdditionalVersionWeights },
    revisionId: answer.RevisionId ?? "",
  };
}

/** A function that is gone has the same code: only the words tell them apart, "Cannot find alias arn: …" by AWS. */
function isAliasMissing(error: unknown): boolean {
  return (
    error instanceof AwsFailure &&
    error.httpStatus === 404 &&
    error.awsCode === "ResourceNotFoundException" &&
    /^(?:Cannot find alias|Alias not found)/i.test(error.awsMessage)
  );
}
