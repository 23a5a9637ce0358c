import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTab } from "../../src/demo/browser/waits.ts";
import { byOperator } from "../../src/server/commands/line/by-operator.ts";
import { createRecoveryCode } from "../../src/server/issuance/recovery/recovery-codes.ts";
import { readDiagnosis } from "../dialog/diagnosis-line.ts";
import { lookAt } from "../look/look-at.ts";
import { pageModes, setMode } from "../look/modes.ts";
import { Clinic } from "./clinic.ts";
import { Person } from "./person.ts";
import { sharedComputer } from "./shared-computer.ts";

const computer = sharedComputer();
let clinic: Clinic;
beforeAll(async () => {
  clinic = await Clinic.open({ certificates: [], extension: false, computer });
});
afterAll(async () => {
  await clinic[Symbol.asyncDispose]();
});

const words = {
  ja: {
    submit: "再発行する",
    failed: "再発行できませんでした",
    save: "証明書を保存してください",
    close: "閉じる",
    leave: "それでも閉じる",
    after: "証明書は発行されています",
  },
  en: {
    submit: "Get the certificate",
    failed: "No certificate was issued",
    save: "Save your certificate",
    close: "Close",
    leave: "Close anyway",
    after: "The certificate has been issued",
  },
} as const;

describe.for(["ja", "en"] as const)("the recovery page in %s", (language) => {
  async function look(page: Page, step: string): Promise<void> {
    expect(await lookAt(page, `recovery-${step}-${language}`, pageModes)).toEqual([]);
  }

  test("is accessible and never scrolls horizontally, in each of its states", async () => {
    const text = words[language];
    const page = await openTab(clinic.browser);
    const person = new Person(page);
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
      ...byOperator(),
    });
    await page.locator("#tenant").fill(clinic.world.tenant);
    await page.locator("#cn").fill("client21");
    await page.locator("#code").fill("aaaa-bbbb-cccc-dddd");
    await person.presses(text.submit);
    await person.reads(text.failed);
    await look(page, "failed");
    // The refusal's code is in one piece.
    await setMode(page, { name: "desk", width: 1280, dark: false });
    expect(await page.$eval("[role=alert] .quiet", (code) => code.getClientRects().length)).toBe(1);
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

test("the recovery page's diagnosis contains the refusal and the request's id, but no input", async () => {
  const page = await openTab(clinic.browser);
  const person = new Person(page);
  await page.goto(clinic.service.addresses.recover);
  const typed = "zzzz-yyyy-xxxx-wwww";
  await page.locator("#tenant").fill(clinic.world.tenant);
  await page.locator("#cn").fill("client21");
  await page.locator("#code").fill(typed);
  await person.presses(words.ja.submit);
  await person.reads(words.ja.failed);
  await person.presses("診断情報をコピー");
  const line = await page
    .locator(".diagnosis code")
    .map(({ textContent }) => textContent)
    .wait();
  expect(readDiagnosis(line)).toMatchObject({ part: "recovery", step: "form", error: "recovery-code-wrong" });
  expect(readDiagnosis(line).request).toMatch(/^[0-9a-f-]{36}$/);
  for (const secret of [typed, ...typed.split("-"), clinic.world.tenant, "client21"]) expect(line).not.toContain(secret);
  await page.close();
});
