import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page, WebWorker } from "puppeteer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findTarget, openTab } from "../../src/demo/browser/waits.ts";
import { builtInSites } from "../../src/extension/sites/sites.ts";
import { paths } from "../../src/protocol/paths.ts";
import { hasContentScript, sendFromContentScript } from "../extension/content-world.ts";
import { extensionId } from "../extension/extension-id.ts";
import { handOver } from "../extension/hand-over.ts";
import type { Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { hostilePage } from "./hostile-page.ts";
import { extensionFolder, sharedPerson } from "./shared-person.ts";

const shared = sharedPerson();
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  site = owned.use(await startSite(hostilePage()));
  // The certificate is not due: any request for the status is an intrusion.
  person = await shared.at(site, "client169");
});
afterAll(() => owned.disposeAsync());
beforeEach(() => {
  site.answered.length = 0;
});

const asked = (): number => site.answered.filter(({ path }) => path.startsWith("/api/") || path.startsWith("/.well-known/")).length;
/** Every kind of message that the background handles, and unknown ones. */
const messages: readonly unknown[] = [
  { kind: "menu-path" },
  { kind: "check" },
  { kind: "status" },
  { kind: "connect" },
  { kind: "enrol", request: "MAA=", precondition: { kind: "none-pending" } },
  { kind: "download", name: "000041_JP_u00000014_client28.p12", file: "MAA=" },
  { kind: "report", report: { serial: "0A", stage: "fetched" } },
  { koshin: "handover" },
  "status",
  null,
];

describe("a site that is not configured", () => {
  /** What a page can detect of an extension: loadable files, responses to messages, traces of scripts. */
  const trace = async (page: Page, id: string): Promise<readonly string[]> => {
    const files = (await readdir(extensionFolder, { recursive: true })).map((name) => name.replaceAll("\\", "/"));
    return await page.evaluate(
      async (id, files, messages) => {
        const found: string[] = [];
        const settled = (element: HTMLElement, what: string): Promise<void> =>
          new Promise((done) => {
            element.onload = () => {
              found.push(what);
              done();
            };
            element.onerror = () => done();
            document.body.append(element);
          });
        for (const file of files) {
          const url = `chrome-extension://${id}/${file}`;
          await fetch(url).then(
            () => found.push(`fetch ${file}`),
            () => undefined,
          );
          await fetch(url, { mode: "no-cors" }).then(
            () => found.push(`no-cors ${file}`),
            () => undefined,
          );
          await settled(Object.assign(new Image(), { src: url }), `img ${file}`);
          if (file.endsWith(".js")) await settled(Object.assign(document.createElement("script"), { src: url }), `script ${file}`);
          if (file.endsWith(".css"))
            await settled(Object.assign(document.createElement("link"), { rel: "stylesheet", href: url }), `link ${file}`);
        }
        const runtime: unknown = Reflect.get(Object(Reflect.get(globalThis, "chrome")), "runtime");
        if (typeof runtime === "object" && runtime !== null) {
          for (const name of ["sendMessage", "connect"]) {
            const call: unknown = Reflect.get(runtime, name);
            if (typeof call === "function") found.push(`runtime.${name}`);
          }
        }
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => found.push("handover");
        for (const data of messages) window.postMessage(data, location.origin, data === messages[7] ? [port2] : []);
        await new Promise((arrived) => {
          addEventListener("message", ({ data }) => data === "last" && arrived(undefined));
          postMessage("last", location.origin);
        });
        // A port's messages arrive in a separate task.
        for (let turns = 0; turns < 50; turns += 1) {
          await new Promise((turned) => {
            const turn = new MessageChannel();
            turn.port1.onmessage = turned;
            turn.port2.postMessage(0);
          });
        }
        if (document.querySelector("html > :not(head, body)") !== null) found.push("element");
        if (performance.getEntriesByType("resource").some(({ name }) => name.includes("/api/"))) found.push("request");
        return found;
      },
      id,
      files,
      messages,
    );
  };

  it.each(["verify", "localhost"] as const)(
    "(%s) detects no more of the extension than of one that does not exist",
    async (host) => {
      const origin = host === "verify" ? site.verify : site.app.replace("app.", "");
      const page = await person.visit(`${origin}/menu`);
      expect(await hasContentScript(page)).toBe(false);
      expect(await trace(page, extensionId)).toEqual([]);
      expect(await trace(page, "a".repeat(32))).toEqual([]);
      expect(asked()).toBe(0);
      await page.close();
    },
  );

  it("differs from a configured site, where the extension answers a handover", async () => {
    const page = await person.visit(`${site.app}/login`);
    expect(await trace(page, extensionId)).toEqual(["handover"]);
    await page.close();
  });

  it("cannot pass for a configured one with a similar host name", async () => {
    for (const { hostname } of builtInSites) expect(hostname).toMatch(/^[a-z.-]+$/);
    for (const host of ["app.localhost.evil.localhost", "evil-app.localhost", "xapp.localhost"]) {
      const page = await person.visit(site.app.replace("app.localhost", host)).catch(() => undefined);
      if (page !== undefined) expect(await hasContentScript(page), host).toBe(false);
    }
  });

  it("detects nothing in a private window, where the extension is not allowed", async () => {
    const context = await person.browser.createBrowserContext();
    const page = await openTab(context);
    await page.goto(`${site.verify}/menu`);
    expect(await trace(page, extensionId)).toEqual([]);
    await page.goto(`${site.app}/menu`);
    expect(await hasContentScript(page)).toBe(false);
    await context.close();
  });
});

describe("another extension", () => {
  async function installStranger(): Promise<WebWorker> {
    const folder = await mkdtemp(join(tmpdir(), "koshin-stranger-"));
    owned.defer(() => rm(folder, { recursive: true }));
    await mkdir(folder, { recursive: true });
    const manifest = {
      manifest_version: 3,
      name: "Stranger",
      version: "1",
      background: { service_worker: "worker.js" },
      host_permissions: ["https://app.localhost/*"],
      content_scripts: [{ matches: ["https://app.localhost/*"], js: ["content.js"], all_frames: true }],
    };
    await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
    await writeFile(
      join(folder, "worker.js"),
      "chrome.runtime.onMessage.addListener((message, sender, answer) => answer('heard'));",
    );
    await writeFile(join(folder, "content.js"), "document.documentElement.dataset.stranger = 'here';");
    const id = await person.browser.installExtension(folder);
    owned.defer(() => person.browser.uninstallExtension(id));
    const target = await findTarget(person.browser, (target) => target.url() === `chrome-extension://${id}/worker.js`);
    const worker = await target.worker();
    if (worker === null) throw new Error("The other extension is not running.");
    return worker;
  }

  it("gets no response to any message or port", async () => {
    const page = await person.visit(`${site.app}/login`);
    expect(await sendFromContentScript(page, { kind: "status" })).toMatchObject({ ok: true });
    site.answered.length = 0;

    const stranger = await installStranger();
    const answers = await stranger.evaluate(
      async (id, messages) => {
        const got: string[] = [];
        for (const message of messages) {
          await chrome.runtime.sendMessage(id, message).then(
            (answer: unknown) => got.push(`answer ${JSON.stringify(answer)}`),
            () => undefined,
          );
        }
        for (const name of ["", "koshin", "dialog", "status"]) {
          const port = chrome.runtime.connect(id, { name });
          const ended = new Promise<void>((done) => port.onDisconnect.addListener(() => done()));
          port.onMessage.addListener((message: unknown) => got.push(`port ${JSON.stringify(message)}`));
          await ended;
        }
        return got;
      },
      extensionId,
      messages,
    );
    expect(answers).toEqual([]);
    expect(asked()).toBe(0);
    await page.close();
  });

  it("cannot interfere in the page: its scripts have a separate world, and their events are not trusted", async () => {
    const page = await person.visit(`${site.app}/login`);
    await page.waitForSelector("html[data-stranger]");
    await page.evaluate((messages) => {
      for (const detail of messages)
        for (const target of [document, window]) target.dispatchEvent(new CustomEvent("message", { detail }));
    }, messages);
    await handOver(page);
    expect(site.answered.filter(({ path }) => path === paths.status)).toHaveLength(1);
    await page.close();
  });
});

describe("the extension's own scripts in unexpected places", () => {
  it("get responses only in a document of the site, and only to known messages", async () => {
    const page = await person.visit(`${site.app}/login`);
    expect(await sendFromContentScript(page, { kind: "menu-path" })).toEqual({ ok: true, value: "/menu" });
    const session = await page.createCDPSession();
    const contexts: number[] = [];
    session.on("Runtime.executionContextCreated", ({ context }) => {
      if (context.origin === `chrome-extension://${extensionId}`) contexts.push(context.id);
    });
    await session.send("Runtime.enable");
    const [contextId] = contexts;
    if (contextId === undefined) throw new Error("No content script runs in this page.");
    const send = async (expression: string): Promise<unknown> =>
      (await session.send("Runtime.evaluate", { contextId, expression, awaitPromise: true, returnByValue: true })).result.value;
    const strange = [
      { kind: "renew" },
      { kind: "status", origin: "https://evil.example" },
      { kind: "download", name: "../x.p12", file: "MAA=" },
      { kind: "download", name: "000041_JP_u00000014_client28.p12", file: "<script>" },
      { kind: "__proto__" },
      [],
      7,
    ];
    for (const message of strange) {
      const answer = `chrome.runtime.sendMessage(${JSON.stringify(message)}).then((answer) => answer ?? "dropped", () => "dropped")`;
      expect(await send(answer), JSON.stringify(message)).toBe("dropped");
    }
    const port = `new Promise((done) => chrome.runtime.connect({ name: "dialog" }).onDisconnect.addListener(() => done("dropped")))`;
    expect(await send(port)).toBe("dropped");
    expect(await readdir(person.downloads)).toEqual([]);
    expect(asked()).toBe(0);
    await page.close();
  });
});
