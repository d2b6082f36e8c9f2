// What a resource takes up in state: every step of every up writes it to the backend.
import { writeZips } from "../packages.mjs";
import { functionNames, ourPlan, ours } from "../programs.mjs";

export const stateSize = {
  name: "state",
  title: "State",
  async run({ workplace, figure }) {
    const names = functionNames(1);
    const lambda = await workplace.lambda(names);
    const zip = writeZips(workplace.folder(), names, 10_000);
    const project = await workplace.project(ours, lambda.url);
    const config = { publish: true, versionDescription: "the first", triggers: ["a", "b"] };
    project.plan(ourPlan(names, (name) => ({ code: zip(name, "a"), ...config })));
    await project.up();
    const [resource] = project.resources();
    const { configuration, ...outputs } = resource.outputs;
    const bytes = (value) => Buffer.byteLength(JSON.stringify(value) ?? "");
    figure({
      what: "the provider's text in state",
      against: "",
      value: resource.inputs.__provider.length,
      unit: "bytes",
      limit: 1700,
    });
    figure({
      what: "a resource in state, without `configuration` and inline text",
      against: "",
      value: bytes({ ...resource, outputs }),
      unit: "bytes",
      limit: 8192,
      details: { configurationBytes: bytes(configuration) },
    });
  },
};
