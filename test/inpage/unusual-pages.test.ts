import type { Page } from "puppeteer";
import { afterEach, beforeAll, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { click, heading, reads, sharedHarness, type Harness } from "../dialog/harness/harness.ts";

const { action, check, save, leave, errors } = dialogTexts("ja");

/** Answers from its cache first, as a careless single-page app does. */
const cacheFirst = `
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("fetch", (event) => {
    if (event.request.method !== "GET" || !event.request.url.includes("/api/")) return;
    event.respondWith(caches.open("all").then(async (cache) => {
      const known = await cache.match(event.request);
      if (known) return known;
      const response = await fetch(event.request);
      await cache.put(event.request, response.clone());
      return response;
    }));
  });
`;

const shared = sharedHarness();
let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

async function watched(prepare: string): Promise<Page> {
  const page = await harness.page({ hash: "wait" });
  await page.evaluate(`(async () => {
    ${prepare}
    window.events = [];
    void koshin.watchRenewal({ language: "ja", onEvent: (event) => events.push(event) });
  })()`);
  return page;
}

test.for([
  {
    page: "a frameset",
    prepare: `
      const frameset = document.createElement("frameset");
      frameset.cols = "50%,50%";
      document.body.replaceWith(frameset);
    `,
  },
  { page: "a page with a hidden body", prepare: `document.body.style.display = "none";` },
])("in $page the dialog is seen and works", async ({ prepare }) => {
  const page = await watched(prepare);
  await heading(page, check.heading);
  await click(page, action.renew);
  await heading(page, save.heading);
});

test.for([
  { how: "document.open()", replace: `document.open(); document.write("<title>Next</title><p>Next"); document.close();` },
  { how: "a new body", replace: `document.documentElement.replaceChild(document.createElement("body"), document.body);` },
])("the dialog returns and keeps the certificate when the page replaces its content by $how", async ({ replace }) => {
  const page = await watched("");
  await click(page, action.renew);
  await heading(page, save.heading);
  await page.evaluate(replace);
  await heading(page, save.heading);
  await page.keyboard.press("Escape");
  await heading(page, leave.heading);
  await click(page, leave.stay);
  await click(page, save.here);
  await harness.downloaded("000042_JP_u00000014_client28.p12");
});

test("a page's service worker that answers from its cache is named as the cause", async () => {
  harness.service.ownScripts.set("/cache-first.js", cacheFirst);
  const page = await watched(`
    await navigator.serviceWorker.register("/cache-first.js");
    while (navigator.serviceWorker.controller === null) await new Promise((resolve) => setTimeout(resolve, 20));
  `);
  await click(page, action.renew);
  await reads(page, errors["answer-cached"]);
  expect(await page.evaluate("events.at(-1)")).toEqual({ type: "failed", code: "answer-cached" });
});
