import type { RequestListener } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ask, readLimited } from "../../src/client/ask.ts";
import { askStatus } from "../../src/client/status.ts";
import { toBase64 } from "../../src/core/base64.ts";
import type { Bytes } from "../../src/core/bytes.ts";
import { writeCertsOnly } from "../../src/core/x509/certs-only.ts";
import { enrol } from "../../src/extension/background/page-requests.ts";
import { changeLedger } from "../../src/extension/renewals/kept-ledger.ts";
import type { Caller } from "../../src/extension/service/caller.ts";
import { notedStage } from "../../src/extension/service/noted-stage.ts";
import { notedStatus } from "../../src/extension/service/noted-status.ts";
import { serviceAt } from "../../src/extension/service/service-at.ts";
import { paths } from "../../src/protocol/paths.ts";
import { issue } from "../core/issued.ts";
import { aStatus } from "../extension/a-status.ts";
import { serverThat } from "../support/server-that.ts";

// There is no browser here: no document to send requests from, and a storage that only counts.
const stored = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock("webextension-polyfill", () => ({
  default: {
    runtime: { getURL: () => "chrome-extension://koshin/" },
    storage: { local: { get: () => Promise.resolve({}), set: stored } },
  },
}));

/** Requests an arbitrary path of a server. */
const text = async (origin: string): Promise<string> =>
  readLimited(await ask(serviceAt({ origin }).transport, new URL("/x", origin), { headers: {} }));

const problem = { type: "about:blank", title: "Forbidden", status: 403, detail: "It is revoked.", code: "revoked" };
const caller = (origin: string): Caller => ({ origin, tabId: 1, documentId: "D", inPrivate: false });

let seen: { method?: string | undefined; url?: string | undefined; headers: Record<string, unknown>; body: string }[] = [];
afterEach(() => {
  seen = [];
});
const recordAndSay =
  (code: number, body: string): RequestListener =>
  (request, response) => {
    let sent = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (sent += chunk));
    request.on("end", () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body: sent });
      response.writeHead(code).end(body);
    });
  };

describe("ask", () => {
  it("returns the body", async () => {
    await expect(text(await serverThat(recordAndSay(200, "更新")))).resolves.toBe("更新");
  });

  it("throws the service's refusal with its code", async () => {
    const origin = await serverThat(recordAndSay(403, JSON.stringify(problem)));
    await expect(text(origin)).rejects.toMatchObject({ code: "revoked", message: "It is revoked." });
  });

  it("throws the code of a delayed request, although its status indicates success", async () => {
    const delayed = { ...problem, title: "Accepted", status: 202, detail: "Send it again.", code: "authority-delayed" };
    const origin = await serverThat(recordAndSay(202, JSON.stringify(delayed)));
    await expect(text(origin)).rejects.toMatchObject({ code: "authority-delayed" });
  });

  describe.each(["<html>", JSON.stringify({ ...problem, code: "made-up" }), ""])("for the error page %j", (body) => {
    it.each([502, 503, 504])("of a gateway (%d) reports an unavailable service", async (status) => {
      await expect(text(await serverThat(recordAndSay(status, body)))).rejects.toMatchObject({ code: "unavailable" });
    });

    it.each([400, 404, 500])("with status %d reports a malformed response", async (status) => {
      await expect(text(await serverThat(recordAndSay(status, body)))).rejects.toMatchObject({ code: "answer-malformed" });
    });
  });

  it.each([301, 302, 303, 307, 308])("follows no redirect (%d), and reports it as malformed", async (status) => {
    const origin = await serverThat((request, response) => {
      recordAndSay(status, "")(request, response.setHeader("Location", "/elsewhere"));
    });
    await expect(text(origin)).rejects.toMatchObject({ code: "answer-malformed" });
    expect(seen).toHaveLength(1);
  });

  it("stops reading an endless response", async () => {
    const origin = await serverThat((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      more();
    });
    await expect(text(origin)).rejects.toMatchObject({ code: "answer-malformed" });
  });

  it("reports a connection that breaks during the response", async () => {
    const origin = await serverThat((_request, response) => {
      response.writeHead(200, { "Content-Length": "100" }).write("half", () => response.destroy());
    });
    await expect(text(origin)).rejects.toMatchObject({ code: "unreachable" });
  });

  it("reports an unreachable service", async () => {
    await expect(text("http://127.0.0.1:1")).rejects.toMatchObject({ code: "unreachable" });
  });
});

describe("askStatus", () => {
  it("requests the certificate API and decodes the response", async () => {
    const origin = await serverThat(recordAndSay(200, JSON.stringify(aStatus())));
    await expect(askStatus(serviceAt({ origin }))).resolves.toEqual(aStatus());
    expect(seen).toMatchObject([{ method: "GET", url: "/api/cert/status" }]);
  });

  it.each(["", "{}", JSON.stringify({ ...aStatus(), proofUrl: "http://verify.localhost/" })])("refuses %j", async (body) => {
    await expect(askStatus(serviceAt({ origin: await serverThat(recordAndSay(200, body)) }))).rejects.toMatchObject({
      code: "answer-malformed",
    });
  });
});

describe("enrol", () => {
  const message = { kind: "enrol", request: "MAA=", precondition: { kind: "replaces", serial: "0A" } } as const;

  it("sends the request unchanged, with its precondition", async () => {
    const origin = await serverThat(recordAndSay(200, "not certificates"));
    await expect(enrol(caller(origin), message)).rejects.toMatchObject({ code: "answer-malformed" });
    expect(seen).toMatchObject([
      {
        method: "POST",
        url: "/.well-known/est/simplereenroll",
        headers: { "content-type": "application/pkcs10", "if-match": '"0A"' },
        body: "MAA=",
      },
    ]);
  });

  /** A service that issues one certificate to everybody, and lists these authorities. */
  const issuing =
    (issued: Bytes, authorities: readonly Bytes[]): RequestListener =>
    (request, response) => {
      const certificates = request.url === paths.caCertificates ? authorities : [issued];
      response.end(toBase64(writeCertsOnly(certificates)));
    };

  it("takes only the issuers of the certificate from cacerts", async () => {
    const [own, other] = [await issue("P-256"), await issue("P-256")];
    const origin = await serverThat(issuing(own.certificate, [other.issuer, own.issuer]));
    await expect(enrol(caller(origin), message)).resolves.toEqual([toBase64(own.certificate)]);
  });

  it("rejects a certificate that none of the authorities issued", async () => {
    const [own, other] = [await issue("P-256"), await issue("P-256")];
    const origin = await serverThat(issuing(own.certificate, [other.issuer]));
    await expect(enrol(caller(origin), message)).rejects.toMatchObject({ code: "answer-malformed" });
  });
});

describe("what is recorded of a status and a stage", () => {
  /** How often the ledger is written if both are learnt at a place. */
  async function writes(inPrivate: boolean): Promise<number> {
    stored.mockClear();
    const place = { ...caller(await serverThat(recordAndSay(200, JSON.stringify(aStatus())))), inPrivate };
    await notedStatus(place);
    await notedStage(place, { serial: "0A", stage: "fetched" });
    // Whatever was to be written comes before this.
    await changeLedger((ledger) => ledger, new Date());
    return stored.mock.calls.length;
  }

  it("is the renewal", async () => {
    expect(await writes(false)).toBeGreaterThan(0);
  });

  it("is nothing in a private window", async () => {
    expect(await writes(true)).toBe(0);
  });
});

describe("notedStage", () => {
  it("sends the stage", async () => {
    const origin = await serverThat(recordAndSay(204, ""));
    await notedStage(caller(origin), { serial: "0A", stage: "fetched" });
    expect(seen).toMatchObject([
      {
        method: "POST",
        url: "/api/cert/stage",
        headers: { "content-type": "application/json" },
        body: '{"serial":"0A","stage":"fetched"}',
      },
    ]);
  });
});
