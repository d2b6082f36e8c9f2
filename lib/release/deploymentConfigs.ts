/** A share of the traffic that the new version gets, and how long it is watched there. */
export interface Step {
  /** Above 0, below 1. */
  weight: number;
  bakeSeconds: number;
}

// What is predefined for Lambda, and nothing else: https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html,
// "Predefined deployment configurations for an AWS Lambda compute platform". For other steps there is the argument `steps`.
const canaryMinutes = [5, 10, 15, 30];
const linearMinutes = [1, 2, 3, 10];

/** The steps of each of CodeDeploy's configurations, by its name; of all at once there are none. */
export const deploymentConfigs: Readonly<Record<string, readonly Step[]>> = {
  ...Object.fromEntries(canaryMinutes.map((minutes) => [`Canary10Percent${minutes}Minutes`, canary(minutes)])),
  ...Object.fromEntries(
    linearMinutes.map((minutes) => [
      `Linear10PercentEvery${minutes}Minute${minutes === 1 ? "" : "s"}`,
      linear(minutes),
    ]),
  ),
  AllAtOnce: [],
};

/** What a release does where the program says nothing of its steps. */
export const defaultDeploymentConfig = "Canary10Percent5Minutes";

/** The steps behind a name, as SAM writes it or as CodeDeploy does, with `CodeDeployDefault.Lambda` before it. */
export function stepsOfConfig(name: unknown): Step[] | undefined {
  const bare = typeof name === "string" ? name.replace(/^CodeDeployDefault\.Lambda/, "") : "";
  return Object.hasOwn(deploymentConfigs, bare) ? deploymentConfigs[bare]?.map((step) => ({ ...step })) : undefined;
}

function canary(minutes: number): Step[] {
  return [{ weight: 0.1, bakeSeconds: minutes * 60 }];
}

/** A tenth more each time; the last one is the promotion. */
function linear(minutes: number): Step[] {
  return Array.from({ length: 9 }, (_, index) => ({ weight: (index + 1) / 10, bakeSeconds: minutes * 60 }));
}
