/** Any warning of the process fails the run: a warning that nobody reads is a fault that nobody sees. */
const warnings: string[] = [];

process.on("warning", (warning) => {
  warnings.push(`${warning.name}: ${warning.message}`);
});

export const mochaHooks = {
  afterAll(): void {
    if (warnings.length > 0) {
      throw new Error(`The run emitted process warnings:\n${warnings.join("\n")}`);
    }
  },
};
