import type { Page } from "puppeteer";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import { aStatusNotDue } from "../extension/a-status.ts";
import { handOver } from "../extension/hand-over.ts";
import type { Person } from "../extension/person.ts";
import { startSite, type Site } from "../extension/site.ts";
import { hostilePage } from "./hostile-page.ts";
import { sharedPerson } from "./shared-person.ts";
import { press, reads } from "./walk.ts";

const shared = sharedPerson();
let site: Site;
let person: Person;
const owned = new AsyncDisposableStack();
const plain = hostilePage();

/** The page's service worker, which responds to the page's requests to the service itself. */
const workerScript = `
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("fetch", (event) => {
    if (event.request.url.includes("/api/") || event.request.url.includes("/.well-known/")) event.respondWith(Response.json(${JSON.stringify(aStatusNotDue())}));
  });
`;

beforeAll(async () => {
  site = owned.use(
    await startSite((request, ...rest) => {
      const { pathname } = new URL(request.url);
      if (pathname !== "/worker.js") return plain(request, ...rest);
      return new Response(workerScript, { headers: { "Content-Type": "text/javascript" } });
    }),
  );
  person = await shared.at(site);
});
afterAll(() => owned.disposeAsync());
beforeEach(() => {
  site.answered.length = 0;
});

const { action, check, save } = dialogTexts("en");
const asked = (path: string): number => site.answered.filter((answered) => answered.path === path).length;
/** The number of host elements, because of several modal dialogs only the last one is in the accessibility tree. */
const dialogs = async (page: Page): Promise<number> => (await page.$$("html > div")).length;

describe("a page of a configured site", () => {
  it("can make the dialog appear, by the menu's path or a handover, but cannot start a renewal", async () => {
    const page = await person.visit(`${site.app}/login`);
    for (let times = 0; times < 20; times += 1)
      await page.evaluate(() => history.pushState(null, "", location.pathname === "/menu" ? "/login" : "/menu"));
    await Promise.all([handOver(page), handOver(page), handOver(page)]);
    await reads(page, check.heading);
    expect(await dialogs(page)).toBe(1);
    expect(asked(paths.reenrol)).toBe(0);
    await press(page, action.later);
    await page.close();
  });

  it("starts nothing with messages that look like the extension's", async () => {
    const page = await person.visit(`${site.app}/login`);
    await page.evaluate(
      (messages) => {
        for (const data of messages) {
          const { port2 } = new MessageChannel();
          window.postMessage(data, "*", [port2]);
          window.dispatchEvent(new MessageEvent("message", { data, origin: location.origin, source: window, ports: [port2] }));
          document.dispatchEvent(new CustomEvent("koshin", { detail: data }));
          new BroadcastChannel("koshin").postMessage(data);
        }
      },
      [
        { kind: "check" },
        { kind: "enrol", request: "MAA=", precondition: { kind: "none-pending" } },
        { koshin: "renew" },
        { koshin: "handover", renew: true },
      ],
    );
    // Messages arrive in order: once this one is settled, so are the ones before it.
    await handOver(page);
    expect(asked(paths.reenrol)).toBe(0);
    expect(asked(paths.status)).toBeLessThanOrEqual(2);
    await page.close();
  });

  it("cannot impersonate the service, neither with a patched fetch nor with a service worker", async () => {
    const page = await person.visit(`${site.app}/login`);
    await page.evaluate(async (forged) => {
      Reflect.set(globalThis, "fetch", () => Promise.resolve(Response.json(forged)));
      await navigator.serviceWorker.register("/worker.js");
      await navigator.serviceWorker.ready;
    }, aStatusNotDue());
    await page.goto(`${site.app}/login`);
    // Requests of the extension for an earlier page may be answered late.
    site.answered.length = 0;
    const forged = await page.evaluate(async (path) => JSON.stringify(await (await fetch(path)).json()), paths.status);
    expect(forged).toBe(JSON.stringify(aStatusNotDue()));
    expect(asked(paths.status)).toBe(0);

    await page.goto(`${site.app}/menu`);
    await reads(page, check.heading);
    await press(page, action.later);
    await page.evaluate(async () =>
      (await navigator.serviceWorker.getRegistrations()).forEach((registration) => void registration.unregister()),
    );
    await page.close();
  });

  it("cannot show the dialog in a frame, from any origin and in any way", async () => {
    const framed = async (top: string, attributes: string): Promise<void> => {
      const page = await person.visit(top);
      await page.evaluate(
        async (attributes, menu) => {
          const holder = document.body.appendChild(document.createElement("div"));
          holder.innerHTML = `<iframe ${attributes.replace("MENU", menu)}></iframe>`;
          await new Promise((loaded) => holder.firstElementChild?.addEventListener("load", loaded));
        },
        attributes,
        `${site.app}/menu`,
      );
      const [frame] = page.frames().slice(1);
      expect(frame).toBeDefined();
      expect(await dialogs(page)).toBe(0);
      expect(await frame?.$(`aria/[role="dialog"]`)).toBeNull();
      await page.close();
    };
    await framed(`${site.app}/login`, `src="MENU"`);
    await framed(`${site.app}/login`, `sandbox="allow-scripts" src="MENU"`);
    await framed(
      `${site.app}/login`,
      `srcdoc="<script>postMessage({ koshin: 'handover' }, '*', [new MessageChannel().port2])</script>"`,
    );
    await framed(`${site.verify}/`, `src="MENU"`);
    expect(asked(paths.status)).toBe(0);
  });

  it("starts nothing by opening, prerendering or reloading the menu without the person", async () => {
    const page = await person.visit(`${site.app}/login`);
    await page.evaluate((menu) => {
      const rules = document.head.appendChild(document.createElement("script"));
      rules.type = "speculationrules";
      rules.text = JSON.stringify({ prerender: [{ urls: [menu], eagerness: "immediate" }], prefetch: [{ urls: [menu] }] });
      window.open(menu, "", "popup,width=100,height=100");
    }, `${site.app}/menu`);
    for (let times = 0; times < 3; times += 1) await page.goto(`${site.app}/menu`);
    await reads(page, check.heading);
    expect(asked(paths.reenrol)).toBe(0);
    // If the person presses, there is one request.
    await press(page, action.renew);
    await reads(page, save.heading);
    expect(asked(paths.reenrol)).toBe(1);
  });
});
