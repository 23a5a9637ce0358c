import { describe, expect, it } from "vitest";
import { fetchWith } from "../../src/client/ask.ts";
import { askProofHost } from "../../src/client/status.ts";
import { aStatus } from "../extension/a-status.ts";
import { serverThat } from "../support/server-that.ts";

const prove = (proofUrl: string): Promise<unknown> => askProofHost(fetchWith({ mode: "cors", credentials: "include" }), proofUrl);

/** The address of a proof host with this response. */
async function proofHost(code: number, body: string): Promise<string> {
  return `${await serverThat((_request, response) => response.writeHead(code).end(body))}/api/cert/status`;
}

describe("askProofHost", () => {
  it("returns the status of the certificate that arrived", async () => {
    await expect(prove(await proofHost(200, JSON.stringify(aStatus())))).resolves.toEqual(aStatus());
  });

  it("throws the refusal if no certificate arrived", async () => {
    const problem = { type: "about:blank", title: "Unauthorized", status: 401, detail: "None.", code: "no-certificate" };
    await expect(prove(await proofHost(401, JSON.stringify(problem)))).rejects.toMatchObject({
      name: "RenewalError",
      code: "no-certificate",
    });
  });

  it.each(["", "{}", "<html>", "x".repeat(300_000)])("rejects an invalid response (%#)", async (body) => {
    await expect(prove(await proofHost(200, body))).rejects.toMatchObject({ name: "RenewalError", code: "answer-malformed" });
  });

  it("reports an unreachable host", async () => {
    await expect(prove("http://127.0.0.1:1/")).rejects.toMatchObject({ name: "RenewalError", code: "unreachable" });
  });
});
