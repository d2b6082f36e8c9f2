import { greeting, type Greeting } from "./greeting";

export const handler = async (): Promise<Greeting> => greeting("first");
