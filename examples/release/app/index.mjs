export const handler = async () => ({ message: "Hello from the first build" });
