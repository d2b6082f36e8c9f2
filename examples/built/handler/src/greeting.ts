/** What the function answers. */
export interface Greeting {
  message: string;
}

export function greeting(deploy: string): Greeting {
  return { message: `Hello from the ${deploy} deploy, built by its program` };
}
