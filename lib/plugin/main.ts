import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { cancelable } from "./cancelableClock.js";
import { endWithEngine } from "./endWithEngine.js";
import { EngineLog } from "./engineLog.js";
import { service } from "./service.js";

// Pulumi's protocol for a plugin: the engine's address is an argument, the port that is listened on the first line of
// output; SIGINT means that there is no more work (pulumi/pulumi `sdk/go/common/resource/plugin/plugin.go`).

const log = new EngineLog();

// Before it come the engine's own options, some with a value behind them: `-tracing URL`.
const address = process.argv.slice(2).at(-1);
if (address !== undefined && !address.startsWith("-")) {
  endWithEngine(log.connect(address));
}

/** Somebody started this process for engines that come and go, and ends it. */
function attach(address: string): void {
  log.connect(address);
}

// The engine's own limit for its messages is 400 MB: no state of ours comes near it, but an asset may.
const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(ResourceProviderService, service({ newClock: cancelable, log, schema: readSchema(), attach }));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    throw error;
  }
  process.stdout.write(`${port}\n`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The engine waits five seconds for each plugin that does not end by itself. Calls under way are answered first.
    server.tryShutdown(() => process.exit(0));
  });
}

/** It lies beside the bundle, or in the package's folder of the plugin. */
function readSchema(): { text: string; version: string } {
  const file = [path.join(__dirname, "schema.json"), path.join(__dirname, "../../plugin/schema.json")].find((file) =>
    existsSync(file),
  );
  if (file === undefined) {
    throw new Error(
      `pulumi-resource-lambdacode: schema.json is missing beside ${__dirname}. Install the package anew.`,
    );
  }
  const text = readFileSync(file, "utf8");
  return { text, version: (JSON.parse(text) as { version: string }).version };
}
