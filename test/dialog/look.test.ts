import { mkdir } from "node:fs/promises";
import type { Page } from "puppeteer";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { textsFor } from "../../src/dialog/texts-for.ts";
import { axeViolations } from "./stage/axe.ts";
import { pendingAt } from "./stage/status-fixture.ts";
import { click, heading, reads, Stage } from "./stage/stage.ts";

/** A folder for pictures of every step, where somebody wants to look at them. */
const pictures = process.env["KOSHIN_PICTURES"];

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set();
}, 60_000);
afterEach(() => stage.clear());
afterAll(() => stage.strike());

describe.for([
  { language: "ja", dark: false, width: 1280 },
  { language: "ja", dark: true, width: 400 },
  { language: "en", dark: true, width: 1280 },
  { language: "en", dark: false, width: 400 },
] as const)("in $language, dark: $dark, $width px wide", ({ language, dark, width }) => {
  const texts = textsFor(language);

  /** Looks at a step as an automated tool does that knows the accessibility rules; and as a person, who scrolls down but never sideways. */
  async function look(page: Page, step: string): Promise<void> {
    if (pictures !== undefined) {
      await mkdir(pictures, { recursive: true });
      // No picture holds a password, not even one that opens nothing.
      await page.evaluate("document.querySelector('body > div').shadowRoot.querySelector('.secret')?.style.setProperty('-webkit-text-security', 'disc')");
      await page.screenshot({ path: `${pictures}/${language}-${dark ? "dark" : "light"}-${width}-${step}.png` });
    }
    expect(await axeViolations(page), step).toEqual([]);
    expect(await page.evaluate("{ const d = document.querySelector('body > div').shadowRoot.querySelector('dialog'); d.scrollWidth - d.clientWidth }"), step).toBe(0);
  }

  async function open(): Promise<Page> {
    stage.service.language = language;
    return stage.page({ dark, width, openRoot: true });
  }

  test("every step of a renewal", { timeout: 60_000 }, async () => {
    const { service } = stage;
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
    await reads(page, texts.save.downloaded("000042_JP_u00000014_client28.p12"));
    await look(page, "4-saved");
    await page.keyboard.press("Escape");
    await heading(page, texts.leave.heading);
    await look(page, "5-leave");
    await click(page, texts.leave.stay);
    await click(page, texts.action.next);
    await heading(page, texts.password.heading);
    await look(page, "6-password");
    await click(page, texts.password.reveal);
    await click(page, texts.password.copy);
    await reads(page, texts.password.copied);
    await look(page, "7-revealed");
    await click(page, texts.action.next);
    await heading(page, texts.import.heading);
    await look(page, "8-import");
    await page.select(`::-p-aria([name="${texts.import.system}"])`, "linux");
    await look(page, "9-import-linux");
    await click(page, texts.import.done);
    await heading(page, texts.proof.heading);
    await click(page, texts.proof.prove);
    await reads(page, texts.proof.misses["old-certificate"]);
    await look(page, "10-proof");
    service.presented = service.status.pending?.serial;
    await click(page, texts.proof.prove);
    await heading(page, texts.done.heading);
    await look(page, "11-done");
  });

  test("a renewal that was left half way", { timeout: 30_000 }, async () => {
    stage.service.status.pending = pendingAt("password-shown");
    const page = await open();
    await heading(page, texts.resume.heading);
    await look(page, "12-resume");
    await click(page, texts.resume.again);
    await heading(page, texts.again.question);
    await look(page, "13-again");
  });

  test("a renewal whose file nobody can open", { timeout: 30_000 }, async () => {
    stage.service.status.pending = pendingAt("fetched");
    const page = await open();
    await heading(page, texts.resume.heading);
    await look(page, "14-unusable");
  });

  test("a renewal that was begun elsewhere", { timeout: 30_000 }, async () => {
    const page = await open();
    await heading(page, texts.check.heading);
    stage.service.status.pending = pendingAt("issued");
    await click(page, texts.action.renew);
    await heading(page, texts.elsewhere.heading);
    await look(page, "15-elsewhere");
  });

  test("a certificate that does not renew", { timeout: 30_000 }, async () => {
    stage.service.status.certificate.cn = "api170";
    stage.service.status.refusal = { code: "type-not-renewable", detail: "" };
    const page = await open();
    await heading(page, texts.refusal.heading);
    await look(page, "16-refusal");
  });
});
