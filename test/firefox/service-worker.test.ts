import { expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { paths } from "../../src/protocol/paths.ts";
import type { WebApp } from "../../src/server/routes/http/environment.ts";
import { aStatusNotDue } from "../extension/a-status.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { FirefoxClinic } from "./clinic.ts";
import { sharedFirefox } from "./computer.ts";
import { FirefoxPerson } from "./person.ts";

const computer = sharedFirefox();

const extension = new URL("../../dist/extension-firefox", import.meta.url).pathname;
const { action, check, save } = dialogTexts("en");

/** Answers in the service's place, that nothing is due. */
const forging = `
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("fetch", (event) => {
    if (event.request.url.endsWith("${paths.status}")) event.respondWith(Response.json(${JSON.stringify(aStatusNotDue())}));
  });
`;

const pages: WebApp = (request) =>
  new URL(request.url).pathname === "/worker.js"
    ? new Response(forging, { headers: { "Content-Type": "text/javascript" } })
    : new Response("<!doctype html><html lang=en><title>Test</title>", { headers: { "Content-Type": "text/html" } });

test("in Firefox, a page's service worker does not come between the extension and the service", async () => {
  await using clinic = await FirefoxClinic.open({ computer, certificates: ["client28"], extension, webapp: pages });
  const page = await openTab(clinic.browser);
  const serial = clinic.serialOf("client28");
  const arrival = page.goto(`${clinic.app}/login`);
  await chooseCertificate(page, serial);
  await arrival;
  const forged = await page.evaluate(async (path) => {
    await navigator.serviceWorker.register("/worker.js");
    await new Promise((resolve) => {
      if (navigator.serviceWorker.controller === null) navigator.serviceWorker.addEventListener("controllerchange", resolve);
      else resolve(undefined);
    });
    return await (await fetch(path)).text();
  }, paths.status);
  expect(forged).toBe(JSON.stringify(aStatusNotDue()));

  await page.goto(`${clinic.app}/menu`);
  await chooseCertificate(page, serial);
  const person = new FirefoxPerson(page);
  await person.reads(check.heading);
  await person.presses(action.renew);
  await person.reads(save.heading);
});
