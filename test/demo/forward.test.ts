import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createKeyStore, importP12, trustAuthority } from "../../src/demo/browser/key-store.ts";
import { launchBrowser } from "../../src/demo/browser/launch-browser.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { startService as startDemonstration } from "../../src/demo/start-service.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { makeWorld } from "../../src/demo/world.ts";
import { portOf } from "../../src/server/listener/listen.ts";
import { sitesOf } from "../../src/server/settings/hosts.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { build } from "../../tools/install/build.mjs";

const module = join(import.meta.dirname, "..", "..", "dist", "inpage");
const page = `<!doctype html><html lang="en"><title>App</title><script type="module">
  import { watchRenewal } from "/assets/koshin.js";
  window.events = [];
  window.finished = watchRenewal({ onEvent: (event) => window.events.push(event) }).finished;
</script></html>`;

/** A development server: a page with the in-page module. */
const developmentServer = createServer((incoming, outgoing) => void answer(incoming, outgoing));
const answer = async ({ url = "/" }: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const asset = /^\/assets\/([\w-]+\.js)$/.exec(url)?.[1];
  if (url === "/") outgoing.setHeader("Content-Type", "text/html; charset=utf-8").end(page);
  else if (asset !== undefined) outgoing.setHeader("Content-Type", "text/javascript").end(await readFile(join(module, asset)));
  else outgoing.writeHead(404).end();
};
let origin = "";
beforeAll(async () => {
  developmentServer.listen(0, "127.0.0.1");
  await once(developmentServer, "listening");
  origin = `http://localhost:${portOf(developmentServer)}`;
});
afterAll(() => void developmentServer.close());

describe("a demonstration with a development server", () => {
  test("names it in its settings, and its own web app when it is started without", async () => {
    const folder = await mkdtemp(join(tmpdir(), "koshin-app-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await makeWorld(folder, new Date());
    for (const app of [new URL(`${origin}/page?x=1`), undefined]) {
      const service = await startDemonstration(folder, { port: 0, app });
      expect(sitesOf(service.service.settings.hosts, "app")[0].upstream).toBe(app?.origin);
      await service.close();
    }
  });
});

describe("in a browser", () => {
  test.each([
    [5, "due", "shown"],
    [200, undefined, undefined],
  ])("with %i days left the module of the development server's page shows what is due", async (daysLeft, ...types) => {
    await build(process.execPath, ["inpage", "recovery", "webapp"]);
    const folder = await mkdtemp(join(tmpdir(), "koshin-app-"));
    onTestFinished(() => rm(folder, { recursive: true, maxRetries: 10 }));
    const data = join(folder, "data");
    const { p12, passwordFile } = certificateOf(await makeWorld(data, new Date(), { daysLeft }), "client28");
    const service = await startDemonstration(data, { port: 0, app: new URL(origin) });
    onTestFinished(() => service.close());
    await createKeyStore(folder);
    await trustAuthority(folder, dataFolder(data).authority.rootCertificate);
    await importP12(folder, p12, passwordFile);
    const settings = { home: folder, profile: join(folder, "profile"), downloads: join(folder, "downloads") };
    const browser = await launchBrowser({ ...settings, headless: true, autoSelect: true, language: "en" });
    onTestFinished(() => browser.close());
    const tab = await openTab(browser);
    await tab.goto(`${service.addresses.app}/`);
    if (daysLeft > 90) expect(await tab.evaluate("window.finished")).toBe("nothing");
    else await tab.waitForFunction("window.events.length >= 2");
    const events: unknown = await tab.evaluate("window.events");
    const due = { type: "due", occasion: "prompt", daysLeft };
    expect(events).toEqual(types[0] === undefined ? [] : [expect.objectContaining(due), { type: "shown" }]);
  });
});
