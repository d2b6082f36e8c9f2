import type { Alias } from "./alias.js";
import { checkRouting, checkWeights } from "./operations/routingConfig.js";
import { moveAlias } from "./operations/aliases.js";
import { runInvocation } from "./operations/invoke.js";
import type { FunctionRecord } from "./functionRecord.js";
import { Owner, type Place } from "./owner.js";
import { routeInvocation } from "./routing.js";
import type { DurableExecution, EventSourceMapping, PolicyStatement } from "./versionUses.js";

/** An alias as its owner makes it. */
export interface NewAlias {
  name: string;
  version: string;
  weights?: Record<string, number>;
  description?: string;
}

/** What owners, and callers, of aliases and versions do without a request that is in the journal. */
export abstract class AliasOwner extends Owner {
  createAlias(name: string, wanted: NewAlias, place: Place = {}): Alias {
    return this.place(this.function(name, place), wanted);
  }

  /** An alias and its function, live; an error where there is none. */
  alias(name: string, aliasName: string, place: Place = {}): { record: FunctionRecord; alias: Alias } {
    const record = this.function(name, place);
    const alias = record.aliases.get(aliasName);
    if (alias === undefined) {
      throw new Error(`The server has no alias ${record.arn}:${aliasName}.`);
    }
    return { record, alias };
  }

  /** Calls an alias, a version or `$LATEST` so many times; the answer is how often which version ran. */
  sendTraffic(name: string, qualifier: string, times: number, place: Place = {}): Record<string, number> {
    const record = this.function(name, place);
    const counts: Record<string, number> = {};
    for (let call = 0; call < times; call += 1) {
      const version = routeInvocation(record, qualifier, this.world);
      runInvocation(record, { qualifier, version, payload: undefined }, this.world);
      counts[version] = (counts[version] ?? 0) + 1;
    }
    return counts;
  }

  /** Provisioned concurrency of an alias or a version, READY at once. */
  provision(name: string, qualifier: string, requested = 1, place: Place = {}): void {
    const record = this.function(name, place);
    const version = record.snapshot(qualifier)?.configuration.Version ?? qualifier;
    record.provisioned.put(qualifier, version, requested, this.world.nowMs());
    record.provisioned.settle(this.world.nowMs(), true);
  }

  /** Lets a principal call a function, a version or an alias, as AddPermission does. */
  addPermission(name: string, qualifier: string | undefined, sid = "s3", place: Place = {}): void {
    const record = this.function(name, place);
    const key = qualifier ?? "$LATEST";
    const statement: PolicyStatement = {
      Sid: sid,
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`,
    };
    const statements = [...(record.uses.policies.get(key)?.statements ?? []), statement];
    record.uses.policies.set(key, { statements, revisionId: this.world.ids.next("revision") });
  }

  /** Lets a queue call a function, a version or an alias; an ARN's qualifier is as it was given. */
  addEventSourceMapping(name: string, qualifier: string | undefined, place: Place = {}): EventSourceMapping {
    const record = this.function(name, place);
    const mapping: EventSourceMapping = {
      UUID: this.world.ids.next("mapping"),
      FunctionArn: qualifier === undefined ? record.arn : `${record.arn}:${qualifier}`,
      EventSourceArn: record.arn.replace(":lambda:", ":sqs:").replace(":function:", ":"),
      State: "Enabled",
    };
    this.world.eventSourceMappings.push(mapping);
    return mapping;
  }

  addEventInvokeConfig(name: string, qualifier = "$LATEST", place: Place = {}): void {
    this.function(name, place).uses.eventInvokeConfigs.set(qualifier, { MaximumRetryAttempts: 0 });
  }

  addDurableExecution(name: string, version: string, status: DurableExecution["status"] = "RUNNING"): void {
    const { durableExecutions } = this.function(name).uses;
    const startedAtMs = this.world.nowMs();
    durableExecutions.push({ version, name: `execution-${durableExecutions.length + 1}`, status, startedAtMs });
  }

  /** Makes a version one of Lambda@Edge, which nobody can delete while its replicas are there. */
  replicate(name: string, version: string, place: Place = {}): void {
    this.function(name, place).uses.replicatedVersions.add(version);
  }

  /** Puts an alias where there is none, or in place of the one there is, by the rules of Lambda. */
  protected place(record: FunctionRecord, { name, version, weights = {}, description = "" }: NewAlias): Alias {
    checkWeights(weights);
    const alias: Alias = {
      AliasArn: `${record.arn}:${name}`,
      Name: name,
      FunctionVersion: version,
      Description: description,
      RevisionId: this.world.ids.next("revision"),
      ...(Object.keys(weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: weights } }),
    };
    checkRouting(alias, record);
    moveAlias(record, alias, this.world);
    return alias;
  }
}
