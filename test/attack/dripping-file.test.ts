import type { RequestListener } from "node:http";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { orderReplacement } from "../../src/extension/tracked/order-replacement.ts";
import { serverThat } from "../support/server-that.ts";
import { drip } from "./short-timeouts.ts";

// The timeout of two minutes is one second here, for every response.
beforeEach(() => {
  const second = AbortSignal.timeout.bind(AbortSignal, 1_000);
  vi.spyOn(AbortSignal, "timeout").mockImplementation(second);
  // The test's server does not use TLS.
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", (url: URL, init: RequestInit) => fetch(url.href.replace("https:", "http:"), init));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const offer: RequestListener = ({ headers: { host = "" } }, response) =>
  void response.end(JSON.stringify({ uri: `https://${host}/file`, pass: "abcd" }));

it.each([
  ["the order request", { POST: drip, GET: drip }],
  ["the file request", { POST: offer, GET: drip }],
])("times out if the response to %s never ends, byte after byte", async (_what, answers) => {
  const predecessor = {
    origin: await serverThat((request, response) => answers[request.method === "POST" ? "POST" : "GET"](request, response)),
    subject: { cn: "client28", o: "u00000014" },
    notAfter: new Date(),
  };
  const following = { signal: new AbortController().signal, progress: () => undefined };
  await expect(orderReplacement(predecessor, following)).rejects.toMatchObject({ code: "unreachable" });
});
