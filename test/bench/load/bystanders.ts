// A worker with its own event loop, so that it measures the service's response times independently of the campaign's
// load. It sends one request after another until it is stopped, and then reports the time of each.
import { setTimeout } from "node:timers/promises";
import { createSecureContext } from "node:tls";
import { parentPort, workerData } from "node:worker_threads";
import * as v from "valibot";
import { paths } from "../../../src/protocol/paths.ts";
import { LoadConnection } from "./connection.ts";

const pause = 20;
const lines = [paths.status, paths.caCertificates, paths.csrAttributes, paths.crl].map((path) => `GET ${path}`);
const Plan = v.object({
  port: v.number(),
  identities: v.array(v.object({ cert: v.string(), key: v.string(), ca: v.string() })),
});

const { port, identities } = v.parse(Plan, workerData);
const connections = await Promise.all(
  identities.map(
    async (identity) => await LoadConnection.open(port, { context: createSecureContext(identity), sessions: new Map() }),
  ),
);
const running = { value: true };
const answers: { readonly line: string; readonly milliseconds: number }[] = [];

async function watch(connection: LoadConnection): Promise<void> {
  while (running.value) {
    for (const line of lines) {
      const begun = performance.now();
      await connection.ask(line, 200);
      answers.push({ line, milliseconds: performance.now() - begun });
      await setTimeout(pause);
    }
  }
}

parentPort?.once("message", () => (running.value = false));
parentPort?.postMessage("ready");
await Promise.all(connections.map(watch));
for (const connection of connections) connection.close();
parentPort?.postMessage(answers);
