import { isDeepStrictEqual } from "node:util";
import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Clock } from "#lib/ground/clock.js";
import { messageOf } from "#lib/ground/errors.js";
import type { Log } from "#lib/ground/log.js";
import { newSurroundings } from "#lib/code/surroundings.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { digestTriggers } from "#lib/inputs/triggersDigest.js";
import { functionCodeCalls } from "#lib/plugin/functionCode.js";
import { nothingConfigured } from "#lib/plugin/providerConfiguration.js";
import { createProvider } from "#lib/provider.js";
import type { Face, MakeFace } from "../stack.js";

export type FaceName = "dynamic" | "plugin";

/** What the faces are seen to do in one run. */
export interface FaceReport {
  /** The outputs that a preview of this run's create or update shows. */
  previewed?: PropertyBag;
  /** Where the faces give other answers to the same question. */
  differences: string[];
}

const urn = "urn:pulumi:test::model::lambdacode:index:FunctionCode::code";
/** In place of the stub's text, which only has to be kept. */
const stub = "exports.handler = stub";

/** The core by one face, with each check and diff held against the other's. */
export function faceMaker(name: FaceName, report: FaceReport): MakeFace {
  return (clock, log) => {
    const faces = { dynamic: dynamicFace(clock, log), plugin: pluginFace(clock, log, report) };
    return heldAgainst(faces[name], faces[name === "dynamic" ? "plugin" : "dynamic"], report);
  };
}

/** As Pulumi's host of dynamic providers calls it: with the stub in each bag, and nothing without it. */
function dynamicFace(clock: Clock, log: Log): Face {
  const provider = createProvider({ clock, log });
  return {
    check: async (olds, news) => {
      // The class digests in the program.
      const triggers = news.triggers === undefined ? {} : { triggers: digestTriggers(news.triggers) };
      const { inputs, failures } = await provider.check(olds, { ...news, ...triggers, __provider: stub });
      return { inputs: { ...inputs, __provider: stub }, failures };
    },
    diff: (id, olds, news) => provider.diff(id, olds, { ...news, __provider: stub }),
    create: async (news) => {
      const { id, outs } = await provider.create(news);
      return { id, outs: { ...outs, __provider: news.__provider } };
    },
    update: async (id, olds, news) => {
      const { outs } = await provider.update(id, olds, news);
      return { outs: { ...outs, __provider: news.__provider } };
    },
    read: async (id, bag) => {
      if (bag.__provider === undefined) {
        throw new Error("code must be a string, not undefined");
      }
      const { props, inputs } = await provider.read(id, bag);
      const kept = { __provider: bag.__provider };
      return { props: props && { ...props, ...kept }, inputs: inputs && { ...inputs, ...kept } };
    },
  };
}

/** As the engine calls the plugin: each create and update has a preview before it, in a process of its own. */
function pluginFace(clock: Clock, log: Log, report: FaceReport): Face {
  const calls = () => functionCodeCalls(newSurroundings(clock, log), () => nothingConfigured);
  const own = calls();
  let checked: Parameters<typeof own.check>[0] | undefined;
  const previewing = async () => {
    const preview = calls();
    await preview.check(checked!);
    return preview;
  };
  const run = { urn, timeoutSeconds: undefined };
  return {
    check: async (olds, news) => {
      checked = { urn, olds, news };
      const { inputs, reasons } = await own.check(checked);
      return { inputs, failures: reasons.map((reason) => ({ reason })) };
    },
    diff: async (_id, olds, news, oldInputs) => {
      const answer = await own.diff({ olds, oldInputs, news: withoutStub(news), ignoreChanges: [] });
      const changes = answer.getChanges() === DiffResponse.DiffChanges.DIFF_SOME;
      const named = answer.getDetaileddiffMap().getLength();
      if (changes !== named > 0) {
        report.differences.push(`the plugin's diff says ${String(changes)}, and names ${named} changes`);
      }
      return { changes, replaces: answer.getReplacesList() };
    },
    create: async (news) => {
      report.previewed = (await (await previewing()).create({ news, isPreview: true, ...run })).outputs;
      const { id, outputs } = await own.create({ news, isPreview: false, ...run });
      return { id, outs: outputs };
    },
    update: async (id, olds, news) => {
      report.previewed = await (await previewing()).update({ id, olds, news, isPreview: true, ...run });
      return { outs: await own.update({ id, olds, news, isPreview: false, ...run }) };
    },
    read: async (id, state, inputs) => {
      const found = await own.read({ id, state, inputs });
      return { props: found?.outputs, inputs: found?.inputs };
    },
  };
}

function heldAgainst(face: Face, other: Face, report: FaceReport): Face {
  const hold = (what: string, one: unknown, another: unknown) => {
    if (!isDeepStrictEqual(one, another)) {
      report.differences.push(`the faces' ${what} differ: ${JSON.stringify(one)} and ${JSON.stringify(another)}`);
    }
  };
  return {
    ...face,
    check: async (olds, news) => {
      const said = ({ inputs, failures }: Awaited<ReturnType<Face["check"]>>) => ({
        inputs: withoutStub(inputs),
        reasons: failures.map(({ reason }) => reason),
      });
      const answer = face.check(olds, news);
      hold("checks", await saidBy(answer, said), await saidBy(other.check(olds, news), said));
      return answer;
    },
    diff: async (id, olds, news, oldInputs) => {
      // Without the stub in its state the dynamic face says changed, to write it.
      const isStubMissing = olds.__provider === undefined;
      const said = ({ changes, replaces }: Awaited<ReturnType<Face["diff"]>>) => [isStubMissing || changes, replaces];
      const answer = face.diff(id, olds, news, oldInputs);
      hold("diffs", await saidBy(answer, said), await saidBy(other.diff(id, olds, news, oldInputs), said));
      return answer;
    },
  };
}

/** What of an answer is held against the other face's; of a failure its words. */
async function saidBy<Answer>(answer: Promise<Answer>, said: (answer: Answer) => unknown): Promise<unknown> {
  return answer.then(said, messageOf);
}

function withoutStub(bag: PropertyBag): PropertyBag {
  return Object.fromEntries(Object.entries(bag).filter(([name]) => name !== "__provider"));
}
