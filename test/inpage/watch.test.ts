import type { Page } from "puppeteer";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { click, heading, press, reads, shows, type Harness, sharedHarness } from "../dialog/harness/harness.ts";

const shared = sharedHarness();

const ja = dialogTexts("ja");
const en = dialogTexts("en");

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

/** Opens the page and starts a watch with these options, written in the page's code. */
async function watched(options = ""): Promise<Page> {
  const page = await harness.page({ hash: "wait" });
  await page.evaluate(`
    window.events = [];
    const onEvent = (event) => { events.push(event); };
    window.watch = koshin.watchRenewal({ onEvent, ${options} });
    void watch.finished.then((outcome) => { window.outcome = outcome; });
  `);
  return page;
}

async function outcome(page: Page): Promise<unknown> {
  await expect.poll(() => page.evaluate("window.outcome")).toBeTypeOf("string");
  return page.evaluate("window.outcome");
}

describe("events", () => {
  test("report each step of the renewal, without a secret", async () => {
    const page = await watched();
    await click(page, ja.action.renew);
    await click(page, ja.save.here);
    await click(page, ja.password.reveal);
    await click(page, ja.password.copy);
    await reads(page, ja.password.copied);
    const password = await page.evaluate("navigator.clipboard.readText()");
    await click(page, ja.action.next);
    await click(page, ja.import.done);
    await expect.poll(() => page.evaluate("events.at(-1)")).toEqual({ type: "failed", code: "old-certificate" });
    harness.service.presented = harness.service.status.pending?.serial;
    await click(page, ja.proof.prove);
    await heading(page, ja.done.heading);
    await click(page, ja.action.close);

    expect(await outcome(page)).toBe("shown");
    const { serial, notAfter } = harness.service.status.pending ?? {};
    const { daysLeft, notAfter: until } = harness.service.status.certificate;
    expect(await page.evaluate("events")).toEqual([
      { type: "due", occasion: "prompt", daysLeft, notAfter: until },
      { type: "shown" },
      { type: "issued", serial, notAfter },
      { type: "downloaded", serial },
      { type: "failed", code: "old-certificate" },
      { type: "proved", serial },
    ]);
    expect(await page.evaluate("JSON.stringify(events)")).not.toContain(password);
  });

  test("report a refusal, and a dialog that was closed before the end", async () => {
    harness.service.faults.enrol.push("too-many-requests");
    const page = await watched();
    await click(page, ja.action.renew);
    await heading(page, ja.working.heading);
    await expect.poll(() => page.evaluate("events.at(-1)")).toEqual({ type: "failed", code: "too-many-requests" });
    await press(page, "Escape");
    expect(await outcome(page)).toBe("shown");
    expect(await page.evaluate("events.at(-1)")).toEqual({ type: "dismissed" });
  });

  test("report why there was no status", async () => {
    harness.service.faults.status.push("no-certificate");
    const page = await watched();
    expect(await outcome(page)).toBe("failed");
    expect(await page.evaluate("events")).toEqual([{ type: "failed", code: "no-certificate" }]);
  });

  test.for([
    ["html-404", "answer-malformed"],
    ["html-502", "unavailable"],
    ["login-redirect", "answer-malformed"],
    ["cut-off", "unreachable"],
  ] as const)("report what the response means that was not the service's: %s", async ([fault, code]) => {
    harness.service.faults.status.push(fault);
    const page = await watched();
    expect(await outcome(page)).toBe("failed");
    expect(await page.evaluate("events")).toEqual([{ type: "failed", code }]);
  });

  test("are not affected if the page's function throws, which is reported to the page", async () => {
    const page = await harness.page({ hash: "wait" });
    await page.evaluate(`
      window.heard = [];
      window.addEventListener("error", (event) => { heard.push(event.message); event.preventDefault(); });
      void koshin.watchRenewal({ onEvent({ type }) { throw new Error("not " + type); } });
    `);
    await heading(page, ja.check.heading);
    await expect.poll(() => page.evaluate("heard")).toEqual(["Uncaught Error: not due", "Uncaught Error: not shown"]);
  });
});

describe("stopping", () => {
  test("before the check leaves the page unchanged", async () => {
    const page = await watched("signal: AbortSignal.abort()");
    expect(await outcome(page)).toBe("stopped");
    expect(await page.evaluate("events")).toEqual([]);
  });

  test("closes the dialog, by the signal and by the handle", async () => {
    const page = await watched("signal: (window.controller = new AbortController()).signal");
    await heading(page, ja.check.heading);
    await page.evaluate("controller.abort()");
    expect(await outcome(page)).toBe("stopped");
    await expect.poll(() => shows(page, ja.title)).toBe(false);
    expect(await page.evaluate("events.map(({ type }) => type)")).toEqual(["due", "shown"]);
  });

  test("asks the person if a certificate would be lost", async () => {
    const page = await watched();
    await click(page, ja.action.renew);
    await heading(page, ja.save.heading);
    await page.evaluate("watch.stop()");
    expect(await outcome(page)).toBe("stopped");
    await heading(page, ja.leave.heading);
  });

  test("leaves the dialog open for another watch", async () => {
    const page = await watched();
    await page.evaluate(
      "window.other = koshin.watchRenewal(); void other.finished.then((outcome) => { window.otherOutcome = outcome; });",
    );
    await heading(page, ja.check.heading);
    await page.evaluate("watch.stop()");
    expect(await outcome(page)).toBe("stopped");
    expect(await shows(page, ja.title)).toBe(true);
    await page.evaluate("other.stop()");
    await expect.poll(() => page.evaluate("otherOutcome")).toBe("stopped");
    await expect.poll(() => shows(page, ja.title)).toBe(false);
  });

  test("and watching again at once, as React's StrictMode does, shows one dialog, for the later watch", async () => {
    const page = await watched();
    await page.evaluate(`watch.stop(); void koshin.watchRenewal({ language: "en", onEvent: (event) => events.push(event) });`);
    await heading(page, en.check.heading);
    expect(await page.evaluate("document.querySelectorAll('body > div').length")).toBe(1);
    expect(await page.evaluate("events.map(({ type }) => type)")).toEqual(["due", "shown"]);
    await press(page, "Escape");
    await expect.poll(() => shows(page, en.title)).toBe(false);
    await page.evaluate("void koshin.watchRenewal()");
    await heading(page, ja.check.heading);
  });
});

describe("options", () => {
  test("choose the language, and replace texts as plain text", async () => {
    const page = await watched(`
      language: "en",
      texts: {
        ja: { title: "使われない" },
        en: { check: { lead: "<img src=x> & <b>bold</b>", daysLeft: "{days} more days" }, action: { renew: "Get a new one" } },
      },
    `);
    await heading(page, en.check.heading);
    await reads(page, "<img src=x> & <b>bold</b>");
    await reads(page, `${harness.service.status.certificate.daysLeft} more days`);
    await click(page, "Get a new one");
    await heading(page, en.save.heading);
  });

  test("that are invalid throw at once, before any request", async () => {
    const page = await harness.page({ hash: "wait" });
    const thrown = page.evaluate(`
      let mistake;
      try { koshin.watchRenewal({ texts: { ja: { chek: {} } } }); } catch (error) { mistake = error; }
      [mistake instanceof koshin.WatchOptionError, mistake.code, mistake.option];
    `);
    expect(await thrown).toEqual([true, "text-unknown", "texts.ja.chek"]);
    expect(
      await page.evaluate("performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/')).length"),
    ).toBe(0);
  });
});
