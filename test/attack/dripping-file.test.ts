import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { orderReplacement } from "../../src/extension/tracked/order-replacement.ts";
import { drip } from "./impatience.ts";

// Two minutes are a second here, for each answer alike.
beforeEach(() => {
  const second = AbortSignal.timeout.bind(AbortSignal, 1_000);
  vi.spyOn(AbortSignal, "timeout").mockImplementation(second);
  // The test's server speaks without TLS.
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", (url: URL, init: RequestInit) => fetch(url.href.replace("https:", "http:"), init));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The origin of a server that answers by method. */
async function serverThat(answers: Readonly<Record<"GET" | "POST", RequestListener>>): Promise<string> {
  const server = createServer((request, response) => answers[request.method === "POST" ? "POST" : "GET"](request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No address.");
  return `http://127.0.0.1:${address.port}`;
}

const offer: RequestListener = ({ headers: { host = "" } }, response) => void response.end(JSON.stringify({ uri: `https://${host}/file`, pass: "abcd" }));

it.each([
  ["the order", { POST: drip, GET: drip }],
  ["the .p12 file", { POST: offer, GET: drip }],
])("a service that answers %s one octet after the other, for ever, is given up on", async (_what, answers) => {
  const predecessor = { origin: await serverThat(answers), subject: { cn: "client28", o: "u00000014" }, notAfter: new Date() };
  await expect(orderReplacement(predecessor)).rejects.toMatchObject({ code: "unreachable" });
});
