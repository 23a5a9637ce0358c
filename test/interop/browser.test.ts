import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import puppeteer, { type Browser, type Page } from "puppeteer";
import * as v from "valibot";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromBase64 } from "../../src/core/base64.ts";
import { readKeyFile } from "../../src/core/renewal/key-file.ts";
import { parseCertificate } from "../../src/core/x509/certificate.ts";
import { keysMatch } from "../../src/core/x509/key-pair.ts";
import { browserTimeout, commandTimeout, openTab } from "../../src/demo/browser/waits.ts";
import { readRequest, verifyRequest } from "../../src/server/issuance/verify-request.ts";

const Seen = v.object({
  file: v.string(),
  password: v.string(),
  sameContents: v.boolean(),
  serial: v.string(),
  wrongPassword: v.string(),
  request: v.string(),
});

const Bundle = v.array(v.object({ output: v.tupleWithRest([v.object({ code: v.string() })], v.unknown()) }));
const Address = v.object({ port: v.number() });

let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const [bundle] = v.parse(
    Bundle,
    await build({
      configFile: false,
      logLevel: "error",
      build: {
        write: false,
        lib: { entry: fileURLToPath(new URL("./browser-page.ts", import.meta.url)), formats: ["iife"], name: "koshin" },
      },
    }),
  );
  const html = `<!doctype html><title>core</title><script>${bundle?.output[0].code ?? ""}</script>`;
  server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(html));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await puppeteer.launch({
    timeout: browserTimeout,
    protocolTimeout: commandTimeout,
    executablePath: "/usr/bin/chromium",
    pipe: true,
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu", "--no-first-run"],
  });
  page = await openTab(browser);
  // Only a secure context has WebCrypto; localhost counts as one.
  await page.goto(`http://localhost:${v.parse(Address, server.address()).port}/`);
});

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ["modern", "P-256"],
  ["modern", "P-384"],
  ["modern", "RSA-2048"],
  ["modern", "RSA-3072"],
  ["compatible", "P-256"],
  ["compatible", "RSA-2048"],
] as const)("a %s file with a key of kind %s is written and verified in Chromium, and opens in Node", async (profile, kind) => {
  const seen = v.parse(Seen, await page.evaluate(`tryProfile(${JSON.stringify(profile)}, ${JSON.stringify(kind)})`));
  expect(seen).toMatchObject({
    sameContents: true,
    serial: "C0FFEE01",
    wrongPassword: "pkcs12-wrong-password",
  });
  const request = readRequest(fromBase64(seen.request));
  expect(verifyRequest(request, kind)).toMatchObject({ keyKind: kind });
  const opened = await readKeyFile(fromBase64(seen.file), seen.password);
  expect(await keysMatch(opened.privateKey, parseCertificate(opened.certificate).spki)).toBe(true);
});
