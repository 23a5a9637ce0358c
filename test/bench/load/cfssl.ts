import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { startPinned } from "./pinned-process.ts";
import { rateOf, width, type Rate } from "./rate.ts";

const run = promisify(execFile);
const keyOptions = { "P-256": ["-pkeyopt", "ec_paramgen_curve:P-256"], "RSA-2048": ["-pkeyopt", "rsa_keygen_bits:2048"] } as const;

/**
 * How many requests `cfssl serve` signs over plain HTTP, connections kept alive.
 *
 * @param folder for its authority
 * @param requests PKCS#10, PEM
 */
export async function cfsslRate(
  folder: string,
  kind: keyof typeof keyOptions,
  requests: readonly string[],
  warmUp: number,
): Promise<Rate> {
  const made = join(folder, `cfssl-${kind}.made`);
  const key = join(folder, `cfssl-${kind}.key`);
  const certificate = join(folder, `cfssl-${kind}.pem`);
  const algorithm = kind === "P-256" ? "EC" : "RSA";
  const subject = ["-subj", "/CN=cfssl", "-days", "30", "-keyout", made, "-out", certificate];
  await run("openssl", ["req", "-x509", "-newkey", algorithm, ...keyOptions[kind], "-nodes", ...subject]);
  // PKCS#8 is newer than this cfssl.
  await run("openssl", ["pkey", "-in", made, "-traditional", "-out", key]);
  const port = await freePort();
  const configuration = join(folder, "cfssl.json");
  await writeFile(configuration, JSON.stringify({ signing: { default: { expiry: "26280h", usages: ["client auth"] } } }));
  const address = ["-address", "127.0.0.1", "-port", String(port), "-loglevel", "5"];
  // cfssl says nothing on standard output, so the shell says the line that is waited for.
  const command = ["-c", 'echo; exec "$@"', "sh", "cfssl", "serve", ...address, "-ca", certificate, "-ca-key", key, "-config", configuration];
  await using server = await startPinned("sh", command);
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  try {
    const bodies = requests.map((pem) => JSON.stringify({ certificate_request: pem, hosts: [""] }));
    await answering(agent, port, bodies[0] ?? "");
    return await rateOf(server.pid, bodies, warmUp, async (body) => await sign(agent, port, body));
  } finally {
    agent.destroy();
  }
}

async function answering(agent: Agent, port: number, body: string): Promise<void> {
  for (let tries = 100; ; tries -= 1) {
    try {
      await sign(agent, port, body);
      return;
    } catch (error) {
      if (tries === 0) throw error;
      await setTimeout(50);
    }
  }
}

async function sign(agent: Agent, port: number, body: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const headers = { "Content-Type": "application/json", "Content-Length": body.length };
    const sent = request({ agent, host: "127.0.0.1", port, method: "POST", path: "/api/v1/cfssl/sign", headers }, (answer) => {
      answer.resume().once("end", () => (answer.statusCode === 200 ? resolve() : reject(new Error("cfssl did not sign."))));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address === "object" && address !== null) return address.port;
  throw new Error("No port is free.");
}
