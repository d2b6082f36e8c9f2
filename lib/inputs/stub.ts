import { InitFailure } from "../ground/errors.js";
import type { PropertyBag } from "./inputs.js";

/**
 * Deploys with the inputs less the stub's text, which is none of ours, and leaves it in what a deploy that failed has saved:
 * without it the resource could be neither refreshed nor destroyed.
 */
export async function withoutStub(
  { __provider, ...given }: PropertyBag,
  deploy: (given: PropertyBag) => Promise<PropertyBag>,
): Promise<PropertyBag> {
  try {
    return await deploy(given);
  } catch (error) {
    if (error instanceof InitFailure && __provider !== undefined) {
      error.properties.__provider = __provider;
    }
    throw error;
  }
}
