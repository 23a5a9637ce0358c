import type { Page } from "puppeteer";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { certificateStores } from "../../src/ui/certificate-store.ts";
import { formatAmount, formatMoment } from "../../src/ui/moment-format.ts";
import { focusRings } from "../look/focus-rings.ts";
import { lookAt } from "../look/look-at.ts";
import { modes, setDefaultFontSize, setMode, type Mode } from "../look/modes.ts";
import { click, clickUntilReads, heading, reads, sharedHarness, type Harness } from "./harness/harness.ts";
import { middleOf } from "./harness/press-at.ts";
import { pendingAt } from "./harness/status-fixture.ts";

const shared = sharedHarness();

const large: readonly Mode[] = [{ name: "large-letters", width: 1280, dark: false }];

describe.for([
  { language: "ja", fontSize: 16, within: modes },
  { language: "en", fontSize: 16, within: modes },
  { language: "ja", fontSize: 32, within: large },
  { language: "en", fontSize: 32, within: large },
] as const)("in $language, with a font size of $fontSize pixels", ({ language, fontSize, within }) => {
  const texts = dialogTexts(language);
  const plain = within.filter(({ name }) => ["desk", "narrow-dark", "large-letters"].includes(name));
  let harness: Harness;
  /** One tab: the browser compiles the dialog and the rules once. */
  let tab: Page;
  beforeAll(async () => {
    harness = await shared.start();
    tab = await harness.page({ openRoot: true, hash: "wait" });
    // Of the page that the next one replaces.
    tab.on("dialog", (question) => void question.accept());
    await setDefaultFontSize(tab, fontSize);
    await harness.clear(tab);
  });
  afterEach(() => harness.clear(tab));
  afterAll(() => harness.clear());

  async function look(page: Page, step: string, seenIn: readonly Mode[] = within): Promise<void> {
    expect(await lookAt(page, `${language}-${step}`, seenIn)).toEqual([]);
  }

  async function open(hash = ""): Promise<Page> {
    harness.service.language = language;
    await setMode(tab, { name: "desk", width: 1280, dark: false });
    await harness.show(tab, { hash });
    return tab;
  }

  test("every step of a renewal", async () => {
    const { service } = harness;
    const page = await open();
    await heading(page, texts.check.heading);
    await look(page, "1-check");
    service.faults.enrol.push("cut-off");
    await click(page, texts.action.renew);
    await reads(page, texts.errors.unreachable);
    await look(page, "2-failed");
    await click(page, texts.action.retry);
    await heading(page, texts.save.heading);
    await look(page, "3-save");
    await click(page, texts.save.here);
    await heading(page, texts.password.heading);
    await look(page, "4-password");
    await page.keyboard.press("Escape");
    await heading(page, texts.leave.heading);
    await look(page, "5-leave");
    await click(page, texts.leave.stay);
    await click(page, texts.action.back);
    await heading(page, texts.save.heading);
    await look(page, "6-saved");
    await click(page, texts.action.next);
    await click(page, texts.password.reveal);
    await clickUntilReads(page, texts.password.copy, texts.password.copied);
    await look(page, "7-revealed");
    await click(page, texts.action.next);
    await heading(page, texts.import.heading);
    await look(page, "8-import");
    for (const guide of certificateStores.filter((each) => each !== "windows")) {
      await page.select(`::-p-aria([name="${texts.import.system}"])`, guide);
      await look(page, `9-import-${guide}`, plain);
    }
    await click(page, texts.import.done);
    await heading(page, texts.proof.heading);
    await reads(page, texts.proof.misses["old-certificate"]);
    await look(page, "10-proof");
    await click(page, texts.proof.lookAgain);
    await click(page, texts.import.help.other(texts.save.compatible));
    await reads(page, texts.import.help.latest);
    await look(page, "10-help");
    service.presented = service.status.pending?.serial;
    await click(page, texts.import.done);
    await heading(page, texts.done.heading);
    await look(page, "11-done");
    await click(page, texts.done.removal.summary);
    await look(page, "11-done-removal");
  });

  test("a request that the authority decides on later, and one that it refuses", async () => {
    harness.service.faults.enrol.push("authority-delayed", "authority-refused");
    const page = await open();
    await click(page, texts.action.renew);
    await reads(page, texts.errors["authority-delayed"]);
    await look(page, "2-delayed", within.slice(0, 2));
    await click(page, texts.action.retry);
    await reads(page, texts.errors["authority-refused"]);
    await look(page, "2-refused", within.slice(0, 2));
  });

  test("a file that was only handed to the browser", async () => {
    const page = await open();
    const session = await page.createCDPSession();
    const { id } = page.browserContext();
    await session.send("Browser.setDownloadBehavior", { behavior: "deny", ...(id !== undefined && { browserContextId: id }) });
    await click(page, texts.action.renew);
    await click(page, texts.save.here);
    await heading(page, texts.password.heading);
    await reads(page, texts.save.again);
    await look(page, "4-offered");
  });

  test("a page that stops presses", async () => {
    const page = await open("wait");
    await page.evaluate(`
      window.stopping = false;
      addEventListener("click", (event) => stopping && event.stopImmediatePropagation(), true);
      void koshin.watchRenewal();
    `);
    await click(page, texts.action.renew);
    const here = await middleOf(page, texts.save.here);
    await page.evaluate("stopping = true");
    await page.mouse.click(here.x, here.y, { delay: 150 });
    await reads(page, texts.errors["presses-stopped"]);
    await look(page, "19-stopped");
  });

  test("an unfinished renewal", async () => {
    harness.service.status.pending = pendingAt("password-shown");
    const page = await open();
    await heading(page, texts.resume.heading);
    await look(page, "12-resume");
    await click(page, texts.resume.again);
    await heading(page, texts.again.question);
    await look(page, "13-again");
  });

  test("a renewal whose file nobody can open", async () => {
    harness.service.status.pending = pendingAt("fetched");
    const page = await open();
    await heading(page, texts.resume.heading);
    await look(page, "14-unusable");
  });

  test("a renewal that was started elsewhere", async () => {
    harness.service.status.now = new Date(Date.now() + 86_400_000).toISOString();
    const page = await open();
    await reads(page, texts.clock.slow(formatAmount(86_400_000, language)));
    await look(page, "15-clock");
    harness.service.status.pending = pendingAt("issued");
    await click(page, texts.action.renew);
    await heading(page, texts.elsewhere.heading);
    await look(page, "15-elsewhere");
  });

  test("a renewal that the operator ordered", async () => {
    const reason = "key file left on a share, in the folder that all of the hospital's departments can read";
    harness.service.status.order = { at: new Date().toISOString(), reason };
    harness.service.status.certificate.daysLeft = 730;
    const page = await open();
    await reads(page, texts.check.ordered);
    await reads(page, texts.check.reason(reason));
    await look(page, "17-ordered");
  });

  test("the last day", async () => {
    const { status } = harness.service;
    status.certificate.notAfter = new Date(Date.parse(status.now) + 31.5 * 3_600_000).toISOString();
    status.certificate.daysLeft = 1;
    const page = await open();
    await reads(page, texts.left({ unit: "hour", count: 31 }));
    await reads(page, formatMoment(status.certificate.notAfter, language));
    await look(page, "18-last-day");
  });

  test("a certificate that cannot be renewed", async () => {
    harness.service.status.certificate.cn = "api170";
    harness.service.status.refusal = { code: "type-not-renewable", detail: "" };
    const page = await open();
    await heading(page, texts.refusal.heading);
    await look(page, "16-refusal");
  });
});

describe("the dialog", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await shared.start();
  });
  afterEach(() => harness.clear());
  const texts = dialogTexts("ja");

  test("shows a visible focus ring, in tab order, in every mode", async () => {
    const page = await harness.page({ openRoot: true });
    await heading(page, texts.check.heading);
    await click(page, texts.action.renew);
    await heading(page, texts.save.heading);
    await click(page, texts.save.here);
    await click(page, texts.action.back);
    await heading(page, texts.save.heading);
    for (const mode of modes) {
      await setMode(page, mode);
      const rings = await focusRings(page);
      const order = [texts.save.here, 'type="radio"', texts.action.next, texts.diagnosis.copy, 'class="close"'];
      expect(
        rings.map(({ name }, index) => name.includes(order[index] ?? name)),
        mode.name,
      ).toEqual(order.map(() => true));
      for (const { name, style, width, contrast, inView } of rings) {
        expect({ name, style, inView }, mode.name).toEqual({ name, style: "solid", inView: true });
        expect(width, `${mode.name}: ${name}`).toBeGreaterThanOrEqual(2);
        expect(contrast, `${mode.name}: ${name}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  test("animates its busy indicator unless the person prefers reduced motion", async () => {
    const page = await harness.page({ openRoot: true });
    await heading(page, texts.check.heading);
    const moving = (): Promise<number> =>
      page.evaluate(() => {
        const root = Array.from(document.querySelectorAll("div"), (element) => element.shadowRoot).find((found) => found !== null);
        const busy = document.createElement("div");
        busy.className = "busy";
        root?.querySelector(".step")?.append(busy);
        return root?.getAnimations().length ?? -1;
      });
    expect(await moving()).toBe(0);
    await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "no-preference" }]);
    expect(await moving()).toBeGreaterThan(0);
  });

  test("keeps its font size in a page that reduces its own", async () => {
    const page = await harness.page({ openRoot: true, hash: "wait" });
    await page.evaluate(() => document.documentElement.style.setProperty("font-size", "62.5%"));
    await page.evaluate("void koshin.watchRenewal()");
    await heading(page, texts.check.heading);
    const size = await page.evaluate(() => {
      const root = Array.from(document.querySelectorAll("div"), (element) => element.shadowRoot).find((found) => found !== null);
      const text = root?.querySelector(".step p");
      return text ? getComputedStyle(text).fontSize : undefined;
    });
    expect(size).toBe("16px");
  });
});
