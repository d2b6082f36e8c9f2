// A preload: NODE_OPTIONS="--require …/profile.cjs" PROFILE_TO=FOLDER writes a CPU profile of each Node process, Pulumi's
// provider and program too, to be opened in a browser's developer tools. --cpu-prof does not do it: Node 20 refuses it in
// NODE_OPTIONS, and the engine ends a provider by SIGINT, after which it writes nothing.
const { writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const path = require("node:path");

const folder = process.env.PROFILE_TO;
const script = path.basename(path.dirname(process.argv[1] ?? "")) || "node";

if (folder !== undefined && process.argv[1] !== undefined) {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.start");
  const write = () =>
    session.post("Profiler.stop", (error, { profile } = {}) => {
      if (error) return;
      const { user, system } = process.cpuUsage();
      const name = `${script}-${process.pid}-${Math.round((user + system) / 1000)}ms.cpuprofile`;
      writeFileSync(path.join(folder, name), JSON.stringify(profile));
    });
  process.once("exit", write);
  process.once("SIGINT", () => process.exit(130));
}
