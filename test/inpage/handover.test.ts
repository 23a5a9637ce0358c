import type { Page } from "puppeteer";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { click, heading, press, shows, type Harness, sharedHarness } from "../dialog/harness/harness.ts";

const shared = sharedHarness();

const ja = dialogTexts("ja");

let harness: Harness;
beforeAll(async () => {
  harness = await shared.start();
});
afterEach(() => harness.clear());

/** Opens the page with a fake extension that does this with the port, prepares it, and starts a watch. */
async function watched(answer: string, prepare = ""): Promise<Page> {
  const page = await harness.page({ hash: "wait" });
  await page.evaluate(`
    ${prepare}
    window.handovers = [];
    window.addEventListener("message", ({ data, source, origin, ports: [port] }) => {
      handovers.push({ data, own: source === window && origin === location.origin });
      ${answer}
    });
    window.outcome = undefined;
    void koshin.watchRenewal().finished.then((outcome) => { window.outcome = outcome; });
  `);
  return page;
}

/** Waits until the watch has ended. */
async function outcome(page: Page): Promise<unknown> {
  await expect.poll(() => page.evaluate("outcome")).toBeTypeOf("string");
  return page.evaluate("outcome");
}

describe("with an extension", () => {
  test("the page's own dialog does not open if the extension takes over", async () => {
    const page = await watched(`port.postMessage({ koshin: "acknowledged" }); port.postMessage({ koshin: "taken" });`);
    expect(await outcome(page)).toBe("handed-over");
    expect(await page.evaluate("handovers")).toEqual([{ data: { koshin: "handover" }, own: true }]);
    expect(await shows(page, ja.title)).toBe(false);
  });

  test("the page's own dialog does not open while the extension decides after its acknowledgement", async () => {
    const page = await watched(
      `port.postMessage({ koshin: "acknowledged" }); setTimeout(() => port.postMessage({ koshin: "taken" }), 600);`,
    );
    expect(await outcome(page)).toBe("handed-over");
    expect(await shows(page, ja.title)).toBe(false);
  });

  test("the page's own dialog does not even flash, however long the extension's reply takes", async () => {
    const page = await watched(
      `port.postMessage({ koshin: "acknowledged" }); port.postMessage({ koshin: "taken" });`,
      `
      const { postMessage } = MessagePort.prototype;
      MessagePort.prototype.postMessage = function (...message) {
        setTimeout(() => postMessage.apply(this, message), 1500);
      };
      window.put = [];
      new MutationObserver((records) => put.push(...records.flatMap(({ addedNodes }) => [...addedNodes].map(({ nodeName }) => nodeName)))).observe(document.body, { childList: true });
    `,
    );
    expect(await outcome(page)).toBe("handed-over");
    expect(await page.evaluate("put")).toEqual([]);
  });

  test("the page's own dialog opens if the extension declines", async () => {
    const page = await watched(`port.postMessage({ koshin: "acknowledged" }); port.postMessage({ koshin: "declined" });`);
    await heading(page, ja.check.heading);
  });

  test("the page's own dialog opens if the extension disappears after its acknowledgement", async () => {
    const page = await watched(
      `port.postMessage({ koshin: "acknowledged" });`,
      `
      const setTimer = window.setTimeout.bind(window);
      window.setTimeout = (action, wait) => setTimer(action, wait === 30_000 ? 300 : wait);
    `,
    );
    await heading(page, ja.check.heading);
  });

  test("the page's own dialog closes if the extension takes over too late", async () => {
    const page = await watched(`
      window.answerLate = () => { port.postMessage({ koshin: "acknowledged" }); port.postMessage({ koshin: "taken" }); };
    `);
    await heading(page, ja.check.heading);
    await page.evaluate("answerLate()");
    expect(await outcome(page)).toBe("handed-over");
    expect(await shows(page, ja.title)).toBe(false);
  });

  test("the page's own dialog does not open if the extension takes over while the status is loading", async () => {
    const page = await watched(
      `port.postMessage({ koshin: "acknowledged" }); setTimeout(() => port.postMessage({ koshin: "taken" }), 500);`,
      `
      const setTimer = window.setTimeout.bind(window);
      window.setTimeout = (action, wait) => setTimer(action, wait === 30_000 ? 100 : wait);
      const fetchNow = window.fetch.bind(window);
      window.fetch = (...request) => new Promise((resolve) => setTimer(resolve, 800)).then(() => fetchNow(...request));
    `,
    );
    expect(await outcome(page)).toBe("handed-over");
    expect(await shows(page, ja.title)).toBe(false);
  });

  test("a dialog with an issued certificate stays, and asks, if the extension takes over too late", async () => {
    const page = await watched(`window.answerLate = () => port.postMessage({ koshin: "taken" });`);
    await click(page, ja.action.renew);
    await heading(page, ja.save.heading);
    await page.evaluate("answerLate()");
    await heading(page, ja.leave.heading);
  });

  test("a synthetic key press does not close the dialog", async () => {
    const page = await watched("");
    await heading(page, ja.check.heading);
    await page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))");
    expect(await page.evaluate("outcome")).toBeUndefined();
    await press(page, "Escape");
    expect(await outcome(page)).toBe("shown");
  });

  test("a message that is not a valid reply is ignored", async () => {
    const page = await watched(
      `port.postMessage("taken"); port.postMessage({ koshin: "taken", more: 1 }); port.postMessage(null);`,
    );
    await heading(page, ja.check.heading);
  });
});

describe("without an extension", () => {
  test("nothing is shown if nothing is due", async () => {
    harness.service.status.due = false;
    const page = await watched("");
    expect(await outcome(page)).toBe("nothing");
    expect(await page.evaluate("document.querySelectorAll('body > div').length")).toBe(0);
  });

  test.for(["internal", "no-certificate", "cut-off"] as const)("the page continues if the status is %s", async (fault) => {
    harness.service.faults.status.push(fault);
    const page = await watched("");
    expect(await outcome(page)).toBe("failed");
  });

  test("a page that watches twice gets one dialog, in a closed root", async () => {
    const page = await watched("");
    await page.evaluate("void koshin.watchRenewal()");
    await heading(page, ja.check.heading);
    expect(await page.evaluate("handovers.length")).toBe(1);
    expect(await page.evaluate("[...document.querySelectorAll('body > div')].map(({ shadowRoot }) => shadowRoot)")).toEqual([null]);
  });
});
