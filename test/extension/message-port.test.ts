import { describe, expect, it } from "vitest";
import { messagePort, type Send } from "../../src/extension/dialog-host/message-port.ts";
import type { ExtensionMessage } from "../../src/protocol/extension-message.ts";
import { aStatus } from "./a-status.ts";

/** A background with one reply for every message, and the messages it received. */
function backgroundThat(answers: unknown): { send: Send; readonly sent: ExtensionMessage[] } {
  const sent: ExtensionMessage[] = [];
  return {
    sent,
    send: (message) => {
      sent.push(message);
      return Promise.resolve(answers);
    },
  };
}

describe("messagePort", () => {
  it("requests the status and decodes it", async () => {
    const { send, sent } = backgroundThat({ ok: true, value: aStatus() });
    await expect(messagePort(send).status()).resolves.toEqual(aStatus());
    expect(sent).toEqual([{ kind: "status" }]);
  });

  it("encodes bytes as base64 in both directions", async () => {
    const { send, sent } = backgroundThat({ ok: true, value: ["AQI=", "Aw=="] });
    const certificates = await messagePort(send).enrol(Uint8Array.of(48, 0), { kind: "none-pending" });
    expect(certificates).toEqual([Uint8Array.of(1, 2), Uint8Array.of(3)]);
    expect(sent).toEqual([{ kind: "enrol", request: "MAA=", precondition: { kind: "none-pending" } }]);
  });

  it("downloads and reports without a value", async () => {
    const { send, sent } = backgroundThat({ ok: true, value: null });
    await messagePort(send).download("000123_JP_u00000014_client28.p12", Uint8Array.of(48, 0));
    await messagePort(send).report({ serial: "0A", stage: "fetched" });
    expect(sent).toEqual([
      { kind: "download", name: "000123_JP_u00000014_client28.p12", file: "MAA=" },
      { kind: "report", report: { serial: "0A", stage: "fetched" } },
    ]);
  });

  it("rejects with the background's failure", async () => {
    const { send } = backgroundThat({ ok: false, failure: { code: "download-failed", detail: "Disk full." } });
    await expect(messagePort(send).report({ serial: "0A", stage: "fetched" })).rejects.toMatchObject({
      name: "RenewalError",
      code: "download-failed",
    });
  });

  it.each([undefined, { ok: true, value: { due: true } }, { ok: "yes" }, { ok: false, failure: { code: "made-up", detail: "" } }])(
    "rejects the reply %j",
    async (answers) => {
      await expect(messagePort(backgroundThat(answers).send).status()).rejects.toMatchObject({ code: "answer-malformed" });
    },
  );

  it.each(["%", 7])("rejects the certificate %j", async (certificate) => {
    const { send } = backgroundThat({ ok: true, value: [certificate] });
    await expect(messagePort(send).enrol(Uint8Array.of(48, 0), { kind: "none-pending" })).rejects.toMatchObject({
      code: "answer-malformed",
    });
  });

  it("reports that the background is gone", async () => {
    const port = messagePort(() => Promise.reject(new Error("Extension context invalidated.")));
    await expect(port.status()).rejects.toMatchObject({ code: "unreachable" });
  });
});
