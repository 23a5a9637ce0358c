import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAppBehind, type AppBehind } from "../../support/app-behind.ts";
import { send, type Received } from "../../support/tls-client.ts";

let folder = "";
let behind: AppBehind;
const reached: (string | undefined)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "koshin-scripts-"));
  await writeFile(join(folder, "koshin.js"), "export const one = 1;");
  await writeFile(join(folder, "koshin.iife.js"), "var koshin;");
  await writeFile(join(folder, "package.json"), "{}");
  behind = await startAppBehind(
    (incoming, outgoing) => {
      reached.push(incoming.url);
      outgoing.end();
    },
    { settings: { inpage: { assets: folder } } },
  );
});
afterAll(async () => {
  await behind[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Received> {
  const { port, root } = behind.world;
  return await send({ port, root }, { path, headers });
}

describe("the scripts of the in-page module", () => {
  test("are served below /koshin/ of an app's host, without a certificate, to be revalidated", async () => {
    const { status, headers, body } = await ask("/koshin/koshin.js");
    expect([status, body]).toEqual([200, "export const one = 1;"]);
    expect(headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, no-cache",
      "x-content-type-options": "nosniff",
      vary: "Accept-Encoding",
    });
    expect((await ask("/koshin/koshin.js", { "If-None-Match": headers.etag ?? "" })).status).toBe(304);
    expect((await ask("/koshin/koshin.iife.js")).body).toBe("var koshin;");
  });

  test("are compressed for those who accept it, with a tag of their own", async () => {
    const plain = await ask("/koshin/koshin.js", { "Accept-Encoding": "br, gzip;q=0" });
    const zipped = await ask("/koshin/koshin.js", { "Accept-Encoding": "br, gzip" });
    expect([plain.headers["content-encoding"], zipped.headers["content-encoding"]]).toEqual([undefined, "gzip"]);
    expect(zipped.headers.etag).not.toBe(plain.headers.etag);
    expect((await ask("/koshin/koshin.js", { "If-None-Match": zipped.headers.etag ?? "" })).status).toBe(200);
  });

  test("are read again once they have changed", async () => {
    const path = join(folder, "koshin-ja.js");
    await writeFile(path, "before");
    expect((await ask("/koshin/koshin-ja.js")).body).toBe("before");
    await writeFile(path, "after");
    await utimes(path, 1, 1);
    expect((await ask("/koshin/koshin-ja.js")).body).toBe("after");
  });

  test.each(["package.json", "koshin.js/x", "%2e%2e/koshin.json", "koshin-missing.js", "", "KOSHIN.JS"])(
    "%j is none, and does not reach the app",
    async (name) => {
      expect((await ask(`/koshin/${name}`)).status).toBe(404);
      expect(reached.filter((url) => url?.startsWith("/koshin/"))).toEqual([]);
    },
  );

  test("are not served where the settings name no folder, and on no other host", async () => {
    await using without = await startAppBehind(() => undefined);
    for (const { port, root, host } of [
      { ...without.world, host: "app.localhost" },
      { ...behind.world, host: "localhost" },
    ])
      expect((await send({ port, root, host }, { path: "/koshin/koshin.js" })).status, host).toBe(404);
  });
});
