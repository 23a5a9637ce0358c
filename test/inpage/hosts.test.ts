import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { Clinic } from "../e2e/clinic.ts";
import { Person } from "../e2e/person.ts";
import { sharedComputer } from "../e2e/shared-computer.ts";
import { replacementOf } from "../support/records.ts";
import { hostNames, Project } from "./hosts/project.ts";
import { servePages } from "./hosts/serve-pages.ts";

const computer = sharedComputer();

const ja = dialogTexts("ja");

let project: Project;
let pages: string;
beforeAll(async () => {
  project = await Project.create();
  pages = await project.buildHosts();
});
afterAll(() => project[Symbol.asyncDispose]());

/** Chromium's warning about the header itself, for a top-level page. */
const sandboxAdvice = "An iframe which has both allow-scripts and allow-same-origin";

/** All complaints of the browser about a page. */
async function complaintsOf(page: Page): Promise<string[]> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    const heard = ["error", "warn"].includes(message.type()) && !message.text().startsWith(sandboxAdvice);
    if (heard) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.exposeFunction("complain", (complaint: string) => void complaints.push(complaint));
  await page.evaluateOnNewDocument(`
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
      complain([effectiveDirective, blockedURI, sourceFile].join(" ")));
  `);
  return complaints;
}

test.for(hostNames)("the five lines of the documentation renew a certificate in the %s page", async (host) => {
  await using clinic = await Clinic.open({ certificates: ["client28"], extension: false, webapp: servePages(pages), computer });
  const page = await openTab(clinic.browser);
  const complaints = await complaintsOf(page);
  const events: string[] = [];
  page.on("console", (message) => {
    const [, type] = /^Certificate renewal: (.+)$/.exec(message.text()) ?? [];
    if (type !== undefined) events.push(type);
  });
  await page.goto(`${clinic.app}/${host}/`);
  const person = new Person(page);

  await person.reads(ja.check.heading);
  expect(await person.countsDialogs()).toBe(1);
  await person.presses(ja.action.renew);
  await person.presses(ja.save.here);
  const p12 = await clinic.downloaded(".p12");
  await person.presses(ja.password.reveal);
  await person.presses(ja.password.copy);
  await person.readsText(host === "bare" ? ja.password.copiedToStay : ja.password.copyRefused);
  await person.presses(ja.password.saveText);
  const password = (await readFile(await clinic.downloaded(".txt"), "utf8")).trim();
  await person.presses(ja.action.next);
  await clinic.importFile(p12, password);
  await person.presses(ja.import.done);
  await person.reads(ja.done.heading);
  await person.presses(ja.action.close);
  await person.seesNoDialog();

  const replacement = await replacementOf(clinic.service.service.store, clinic.serialOf("client28"));
  expect(replacement?.firstUsedAt).not.toBeNull();
  expect(events).toEqual(["due", "shown", "issued", "downloaded", "proved"]);
  // The browser's own message about copying, which the policy forbids.
  const attempt: unknown = expect.stringContaining("The Clipboard API has been blocked");
  expect(complaints).toEqual(host === "bare" ? [] : [attempt]);
});

test.for([
  ["bare", "koshin-dialog.js"],
  ["script", "koshin-dialog.js"],
  ["script", "koshin-ja.js"],
] as const)("the %s page continues if %s cannot be loaded", async ([host, missing]) => {
  let isThere = false;
  await using clinic = await Clinic.open({ certificates: ["client28"], extension: false, webapp: servePages(pages), computer });
  const page = await openTab(clinic.browser);
  const complaints = await complaintsOf(page);
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const isMissing = !isThere && new URL(request.url()).pathname === `/koshin/${missing}`;
    void (isMissing ? request.respond({ status: 503 }) : request.continue());
  });
  await page.goto(`${clinic.app}/${host}/`);
  const watching = host === "bare" ? `import("/koshin/koshin.js")` : "Promise.resolve(koshin)";
  const watched = page.evaluate(`${watching}.then(async ({ watchRenewal }) => {
    const events = [];
    return [await watchRenewal({ onEvent: (event) => events.push(event) }).finished, events.at(-1)];
  })`);
  expect(await watched).toEqual(["failed", { type: "failed", code: "unreachable" }]);
  expect(await page.evaluate("document.querySelectorAll('body > div').length")).toBe(0);
  // The browser reports that the file was not loaded; there is no unhandled error.
  expect(complaints.filter((complaint) => !complaint.startsWith("Failed to load resource"))).toEqual([]);

  // Another watch in the same page succeeds once the file exists.
  isThere = true;
  await page.evaluate(`void ${watching}.then(({ watchRenewal }) => void watchRenewal())`);
  await new Person(page).reads(ja.check.heading);
});

test("the strict pages have that policy, and the browser's complaints are reported", async () => {
  await using clinic = await Clinic.open({ certificates: ["client28"], extension: false, webapp: servePages(pages), computer });
  const page = await openTab(clinic.browser);
  const complaints = await complaintsOf(page);
  await page.goto(`${clinic.app}/strict/`);
  await page.evaluate("document.querySelector('h1').setAttribute('style', 'color: red')");
  await expect(page.evaluate("document.querySelector('h1').innerHTML = 'a'")).rejects.toThrow("TrustedHTML");
  expect(await page.evaluate("getComputedStyle(document.querySelector('h1')).color")).toBe("rgb(0, 0, 0)");
  await expect.poll(() => complaints.join("\n")).toContain("style-src");
});
