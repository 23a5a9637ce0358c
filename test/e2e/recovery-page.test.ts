import { mkdir } from "node:fs/promises";
import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRecoveryCode } from "../../src/server/issuance/create-recovery-code.ts";
import { axeViolations } from "../dialog/stage/axe.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";

/** A folder for pictures of the page, where somebody wants to look at them. */
const pictures = process.env["KOSHIN_PICTURES"];

let clinic: Clinic;
beforeAll(async () => {
  clinic = await Clinic.open({ certificates: [], extension: false });
});
afterAll(async () => {
  await clinic[Symbol.asyncDispose]();
});

const words = {
  ja: { submit: "再発行する", failed: "再発行できませんでした", save: "証明書を保存してください", close: "閉じる", leave: "それでも閉じる", after: "証明書は発行されています" },
  en: { submit: "Get the certificate", failed: "That did not work", save: "Save your certificate", close: "Close", leave: "Close anyway", after: "The certificate has been issued" },
} as const;

describe.for([
  { language: "ja", dark: false, width: 1280 },
  { language: "ja", dark: true, width: 400 },
  { language: "en", dark: true, width: 1280 },
  { language: "en", dark: false, width: 400 },
] as const)("the recovery page in $language, dark: $dark, $width px wide", ({ language, dark, width }) => {
  async function look(page: Page, step: string): Promise<void> {
    if (pictures !== undefined) {
      await mkdir(pictures, { recursive: true });
      const name = `${pictures}/recovery-${language}-${dark ? "dark" : "light"}-${width}-${step}.png` as const;
      await page.screenshot({ path: name, fullPage: true });
    }
    expect(await axeViolations(page), step).toEqual([]);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wider, step).toBe(0);
  }

  test("is accessible and never scrolls sideways, in each of its states", async () => {
    const text = words[language];
    const page = await clinic.browser.newPage();
    const person = new Person(page);
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
    await page.goto(clinic.service.addresses.recover);
    if (language === "en") await person.presses("English");
    await page.locator(`html[lang=${language}]`).wait();
    await look(page, "form");
    await person.presses(text.submit);
    await page.locator("#code-wrong").wait();
    await look(page, "wrong");

    const { code } = await createRecoveryCode(clinic.service.service, {
      tenant: clinic.world.tenant,
      cn: "client21",
      actor: "operator",
      now: new Date(),
    });
    await page.locator("#tenant").fill(clinic.world.tenant);
    await page.locator("#cn").fill("client21");
    await page.locator("#code").fill("aaaa-bbbb-cccc-dddd");
    await person.presses(text.submit);
    await person.reads(text.failed);
    await look(page, "failed");
    await page.locator("#code").fill(code);
    await person.presses(text.submit);
    await person.reads(text.save);
    await look(page, "save");
    await person.presses(text.close);
    await person.presses(text.leave);
    await person.reads(text.after);
    await look(page, "after");
    await page.close();
  });
});
