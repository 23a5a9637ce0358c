import { describe, expect, it, vi } from "vitest";
import { askStatus } from "../../src/client/status.ts";
import { advise, lookAt } from "../../src/extension/popup/situation.ts";
import { serviceAt } from "../../src/extension/service/service-at.ts";
import { builtInSites } from "../../src/extension/sites/sites.ts";
import type { PendingReplacement, Status } from "../../src/protocol/status.ts";
import { aStatus, aStatusNotDue } from "./a-status.ts";

// There is no browser here, and so no document to send requests from.
vi.mock("webextension-polyfill", () => ({ default: { runtime: { getURL: () => "chrome-extension://koshin/" } } }));

const ask = (site: { readonly origin: string }): Promise<Status> => askStatus(serviceAt(site));

const pending: PendingReplacement = {
  serial: "0B",
  issuedAt: "2026-11-20T09:00:00.000Z",
  notAfter: "2029-11-20T09:00:00.000Z",
  fileName: "000123_JP_u00000014_client28.p12",
  stage: "fetched",
};

describe("advise", () => {
  it("advises a renewal that is due", () => {
    expect(advise(aStatus())).toBe("due");
  });

  it("advises nothing before the prompt date", () => {
    expect(advise(aStatusNotDue())).toBe("later");
    expect(advise(aStatus({ due: false }))).toBe("later");
  });

  it("advises to continue with a replacement that has not been used", () => {
    expect(advise(aStatus({ pending }))).toBe("pending");
  });

  it("counts a certificate as renewed once its replacement has been used", () => {
    expect(advise(aStatus({ refusal: { code: "already-renewed", detail: "" } }))).toBe("renewed");
    expect(advise(aStatus({ pending: { ...pending, stage: "first-used" } }))).toBe("renewed");
  });

  it("says why a due certificate does not renew", () => {
    expect(advise(aStatus({ refusal: { code: "type-not-renewable", detail: "" } }))).toBe("refused");
  });
});

describe("lookAt", () => {
  it.each([undefined, "https://evil.example/menu", "chrome://settings/"])("does not contact %s", async (url) => {
    await expect(lookAt(url, builtInSites, ask)).resolves.toEqual({ kind: "not-configured" });
  });

  it("reports that a site does not respond", async () => {
    // Nothing listens on port 1, and the name does not resolve outside browsers.
    await expect(lookAt("https://app.localhost:1/menu", builtInSites, ask)).resolves.toMatchObject({
      kind: "failed",
      origin: "https://app.localhost:1",
      code: "unreachable",
      trace: { request: undefined },
    });
  });
});
