export const handler = async () => ({ message: "Hello from the code's own resource" });
