import { describe, expect, it } from "vitest";
import { answer, type Handlers } from "../../src/extension/background/answer.ts";
import type { Caller } from "../../src/extension/service/caller.ts";
import { builtInSites } from "../../src/extension/sites/sites.ts";
import { RenewalError } from "../../src/protocol/failure.ts";

const configured = () => Promise.resolve(builtInSites);
const caller: Caller = { origin: "https://app.localhost:8443", tabId: 7, documentId: "D1", inPrivate: false };

/** Handlers that return their name and arguments. */
function recording(): Handlers & { readonly calls: unknown[] } {
  const calls: unknown[] = [];
  const handler = (name: string) => (from: Caller, message?: unknown) => {
    calls.push([name, from, message]);
    return Promise.resolve(name);
  };
  return {
    calls,
    arrived: () => Promise.resolve(void calls.push("arrived")),
    check: handler("check"),
    status: handler("status"),
    work: handler("work"),
    sealKey: handler("seal-key"),
    enrol: handler("enrol"),
    connect: handler("connect"),
    download: handler("download"),
    report: handler("report"),
    window: handler("window"),
    isWindowOpen: handler("window-open"),
  };
}

const enrol = { kind: "enrol", request: "MAA=", precondition: { kind: "none-pending" } };
const download = { kind: "download", name: "000123_JP_u00000014_client28.p12", file: "MAA=" };
const report = { kind: "report", report: { serial: "0A", stage: "fetched" } };

describe("answer", () => {
  it.each([
    { kind: "check" },
    { kind: "status" },
    { kind: "connect" },
    { kind: "work" },
    { kind: "seal-key" },
    { kind: "window" },
    { kind: "window-open" },
    enrol,
    download,
    report,
  ])("passes %o to its handler", async (message) => {
    const handlers = recording();
    await expect(answer(configured, handlers, caller, message)).resolves.toEqual({ ok: true, value: message.kind });
    expect(handlers.calls).toEqual([
      [message.kind, caller, "request" in message || "name" in message || "report" in message ? message : undefined],
    ]);
  });

  it("returns a site's menu path, and reports the arrival", async () => {
    const handlers = recording();
    await expect(answer(configured, handlers, caller, { kind: "menu-path" })).resolves.toEqual({ ok: true, value: "/menu" });
    expect(handlers.calls).toEqual(["arrived"]);
  });

  it.each([
    ["an unknown kind", { kind: "export-key" }],
    ["an origin in the payload", { kind: "status", origin: "https://evil.example" }],
    ["a file name that leaves the folder", { ...download, name: "../000123_JP_u00000014_client28.p12" }],
    ["a file name of another type", { ...download, name: "000123_JP_u00000014_client28.exe" }],
    ["a file that is not base64", { ...download, file: "<html>" }],
    ["a file over the limit", { ...download, file: "A".repeat(1_000_004) }],
    ["a request that is not base64", { ...enrol, request: "%" }],
    ["an enrolment without a precondition", { kind: "enrol", request: "MAA=" }],
    ["an unexpected password", { ...download, password: "abcd-efgh" }],
    ["a stage that only the service reports", { kind: "report", report: { serial: "0A", stage: "first-used" } }],
    ["text", "check"],
    ["nothing", undefined],
  ])("drops %s", (_what, message) => {
    const handlers = recording();
    expect(answer(configured, handlers, caller, message)).toBeUndefined();
    expect(handlers.calls).toEqual([]);
  });

  it.each(["https://evil.example", "http://app.localhost:8443", "null"])("does nothing for %s", async (origin) => {
    const handlers = recording();
    const reply = await answer(configured, handlers, { ...caller, origin }, { kind: "status" });
    expect(reply).toMatchObject({ ok: false, failure: { code: "site-not-configured" } });
    expect(handlers.calls).toEqual([]);
  });

  it("replies with null if there is no value, because messaging does not preserve undefined", async () => {
    const handlers = { ...recording(), report: () => Promise.resolve() };
    await expect(answer(configured, handlers, caller, report)).resolves.toEqual({ ok: true, value: null });
  });

  it("replies to a failure with its code, its causes' codes, and the service's request id", async () => {
    const handlers = {
      ...recording(),
      status: () =>
        Promise.reject(new RenewalError("revoked", "It is revoked.", { cause: new TypeError("…"), request: "number 1" })),
    };
    const reply = await answer(configured, handlers, caller, { kind: "status" });
    expect(reply).toEqual({
      ok: false,
      failure: { code: "revoked", detail: "It is revoked.", causes: ["TypeError"], request: "number 1" },
    });
  });

  it("replies with internal if a handler fails unexpectedly", async () => {
    const handlers = { ...recording(), status: () => Promise.reject(new TypeError("broken")) };
    const reply = await answer(configured, handlers, caller, { kind: "status" });
    expect(reply).toMatchObject({ ok: false, failure: { code: "internal" } });
  });
});
