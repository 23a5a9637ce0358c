import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Peer } from "../../src/protocol/peer.ts";
import { App, builtAssets, client28 } from "./app.ts";

let app: App;
beforeAll(async () => {
  app = await App.create();
});
afterAll(() => app[Symbol.asyncDispose]());

const reasons: [Extract<Peer, { kind: "refused" }>["code"], number][] = [
  ["no-certificate", 401],
  ["unknown-issuer", 403],
  ["unknown-serial", 403],
  ["revoked", 403],
  ["expired", 403],
  ["not-yet-valid", 403],
  ["tenant-closed", 403],
];

describe("a refused certificate", () => {
  test.each(reasons)("%s has a page in both languages that says what to do", async (code, status) => {
    const headings = new Set<string>();
    for (const language of ["ja", "en"]) {
      const response = await app.get("/menu", { kind: "refused", code }, { "Accept-Language": language });
      const page = await response.text();
      expect(response.status).toBe(status);
      expect(page).toContain(`<html lang="${language}" `);
      expect(page).toContain(`<code>${code}</code>`);
      expect(page.match(/<li>/g)?.length).toBeGreaterThanOrEqual(2);
      headings.add(/<h1>(.+?)<\/h1>/.exec(page)?.[1] ?? "");
    }
    expect(headings.size).toBe(2);
  });

  test("has a page of its own for each reason", async () => {
    const pages = await Promise.all(reasons.map(async ([code]) => (await app.get("/", { kind: "refused", code })).text()));
    const headings = pages.map((page) => /<h1>(.+?)<\/h1>/.exec(page)?.[1]);
    expect(new Set(headings).size).toBe(reasons.length);
  });

  test("leads to the recovery page if a code helps and there is such a page", async () => {
    const recovery = "https://recover.localhost:8444/";
    const leads = async (code: (typeof reasons)[number][0], page?: string): Promise<boolean> =>
      (await (await app.get("/menu", { kind: "refused", code }, {}, page)).text()).includes(`href="${recovery}"`);
    for (const [code] of reasons) {
      expect(await leads(code, recovery), code).toBe(["no-certificate", "expired", "revoked"].includes(code));
      expect(await leads(code), code).toBe(false);
    }
  });

  test("cannot log in", async () => {
    const { response, cookie } = await app.logIn({ kind: "refused", code: "no-certificate" });
    expect([response.status, cookie]).toEqual([401, ""]);
  });

  test("still gets the style sheet of the page that says so", async () => {
    const refused: Peer = { kind: "refused", code: "no-certificate" };
    const sheet = /href="(\/assets\/[^"]+\.css)"/.exec(await (await app.get("/", refused)).text())?.[1] ?? "";
    const response = await app.get(sheet, refused);
    expect([response.status, response.headers.get("Content-Type")]).toEqual([200, "text/css; charset=utf-8"]);
    expect(response.headers.get("Cache-Control")).toContain("immutable");
  });
});

test("names in any direction do not change the order of what is beside them", async () => {
  const [cn, o] = ["\u05de\u05e8\u05e4\u05d0\u05d4", "\u0645\u0633\u062a\u0634\u0641\u0649"];
  const page = await (await app.get("/login", { kind: "accepted", cn, o, issuer: "0a1b", serial: "AA01" })).text();
  expect(page).toContain(`<bdi class="identity">${cn}</bdi> <bdi class="identity">${o}</bdi>`);
});

describe("the language", () => {
  test.each([
    ["", "ja"],
    ["en-GB,en;q=0.9,ja;q=0.8", "en"],
    ["ja;q=0.4, en;q=0.8", "en"],
    ["en;q=0, ja;q=0.1", "ja"],
    ["fr, de;q=0.9", "ja"],
  ])("for Accept-Language %j is %s", async (header, language) => {
    const page = await (await app.get("/login", client28, { "Accept-Language": header })).text();
    expect(page).toContain(`<html lang="${language}" `);
  });

  test.each(["//evil.example/", "///evil.example", "/\\\\evil.example/", "//user@evil.example:1/x"])(
    "is chosen on %s of this app, and on no other host",
    async (path) => {
      const location = (await app.get(`${path}?language=en`, client28)).headers.get("Location") ?? "";
      expect(new URL(location, "https://app.localhost/login").origin).toBe("https://app.localhost");
    },
  );

  test("that the person chooses is kept, and takes precedence over the browser's", async () => {
    const response = await app.get("/login?language=en", client28, { "Accept-Language": "ja" });
    expect([response.status, response.headers.get("Location")]).toEqual([303, "/login"]);
    const Cookie = response.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const page = await (await app.get("/login", client28, { Cookie, "Accept-Language": "ja" })).text();
    expect(page).toContain('<html lang="en" ');
  });

  test("is never one that the app does not support", async () => {
    const response = await app.get("/login?language=%0d%0aX:1", client28);
    expect([response.status, response.headers.get("Set-Cookie")]).toEqual([200, null]);
  });
});

describe("every answer", () => {
  test("allows nothing but this app and the proof hosts of the same service", async () => {
    const policy = (await app.get("/login", client28)).headers.get("Content-Security-Policy");
    expect(policy?.split("; ")).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self' https://verify.localhost:8443 https://*.verify.localhost:8443",
      "style-src 'self'",
      "img-src 'self' data:",
      "frame-src blob:",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]);
  });

  test("is not cached or sniffed, and sets no HSTS for localhost", async () => {
    for (const path of ["/login", "/menu", "/nowhere"]) {
      const { headers } = await app.get(path, client28);
      expect(headers.get("Cache-Control")).toBe("no-store");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.has("Strict-Transport-Security")).toBe(false);
    }
  });

  test("to an unknown address or one outside the assets is a page that says so", async () => {
    for (const path of ["/nowhere", "/assets/../accounts.json", "/assets/%2e%2e%2fx.js", "/assets/none.js"])
      expect((await app.get(path, client28)).status).toBe(404);
  });

  test("to an asset that cannot be read is that page, too, and is not cached", async () => {
    const folder = await mkdtemp(join(tmpdir(), "koshin-assets-"));
    await cp(builtAssets, folder, { recursive: true });
    // A socket exists, but nobody can open it as a file, not even the superuser.
    const socket = createServer().listen(join(folder, "assets", "unreadable.js"));
    await once(socket, "listening");
    const other = await App.create(folder);
    try {
      const response = await other.get("/assets/unreadable.js", client28);
      expect(response.status).toBe(404);
      expect(response.headers.get("Cache-Control")).toBe("no-store");
      expect(await response.text()).toContain("<!doctype html>");
    } finally {
      await other[Symbol.asyncDispose]();
      await new Promise((resolve) => socket.close(resolve));
      await rm(folder, { recursive: true });
    }
  });
});
