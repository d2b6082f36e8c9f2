// A fleet under measure, deployed with this library, beside as many resources that do nothing.
import { idle, idlePlan, ourPlan, ours } from "./programs.mjs";

/** The projects of a fleet: `ours` deploys functions of these names to `url`; `idle` is what that is held against. */
export async function openFleet(workplace, names, url) {
  const projects = { idle: await workplace.project(idle), ours: await workplace.project(ours, url) };
  return {
    ...projects,
    /** What both have to do: `argsOf(name, index)` gives our arguments, and another `round` is a change for the idle. */
    plan(argsOf, round = 0) {
      projects.idle.plan(idlePlan(names.length, round));
      projects.ours.plan(ourPlan(names, argsOf));
    },
    /** One after the other, not measured: what must be there before the rounds. */
    async up(options) {
      for (const project of Object.values(projects)) await project.up(options);
    },
  };
}
