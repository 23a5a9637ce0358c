import type { RequestListener } from "node:http";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { orderReplacement } from "../../src/extension/tracked/order-replacement.ts";
import { serverThat } from "../support/server-that.ts";
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

const offer: RequestListener = ({ headers: { host = "" } }, response) =>
  void response.end(JSON.stringify({ uri: `https://${host}/file`, pass: "abcd" }));

it.each([
  ["the order", { POST: drip, GET: drip }],
  ["the .p12 file", { POST: offer, GET: drip }],
])("a service that answers %s one octet after the other, for ever, is given up on", async (_what, answers) => {
  const predecessor = {
    origin: await serverThat((request, response) => answers[request.method === "POST" ? "POST" : "GET"](request, response)),
    subject: { cn: "client28", o: "u00000014" },
    notAfter: new Date(),
  };
  await expect(orderReplacement(predecessor)).rejects.toMatchObject({ code: "unreachable" });
});
