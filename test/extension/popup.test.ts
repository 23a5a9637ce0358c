import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { popupTexts } from "../../src/extension/popup/texts/texts-for.ts";
import { readDiagnosis } from "../dialog/diagnosis-line.ts";
import { builtExtension } from "./built-extension.ts";
import { SharedBrowsers } from "./shared-browsers.ts";

let browsers: SharedBrowsers;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  browsers = new SharedBrowsers(await builtExtension(owned), owned);
});
afterAll(() => owned.disposeAsync());

/** The popup's text once it has checked. */
async function textOf(popup: Page, language: "ja" | "en"): Promise<string> {
  const { looking } = popupTexts(language);
  await popup.waitForFunction((wait) => document.querySelector("[role=status]")?.textContent.includes(wait) === false, {}, looking);
  return popup.$eval("main", (main) => main.innerText);
}

/** The diagnosis line, as the popup shows it when it is copied. */
async function diagnosisIn(popup: Page): Promise<ReturnType<typeof readDiagnosis>> {
  await popup.click(".diagnosis button");
  return readDiagnosis(
    await popup
      .locator(".diagnosis code")
      .map(({ textContent }) => textContent)
      .wait(),
  );
}

describe("the popup", () => {
  it.each(["ja", "en"] as const)("shows the certificate of the tab's site and its days (%s)", async (language) => {
    const { site, person } = await browsers.seat({ cn: "client28", language });
    const popup = await person.openPopup(await person.visit(`${site.app}/login`));
    const text = await textOf(popup, language);
    const { serial } = certificateOf(site.world, "client28");
    for (const fact of ["client28", "u00000014", "71", serial, popupTexts(language).due]) expect(text).toContain(fact);
    expect(await popup.$eval("html", (html) => html.lang)).toBe(language);
    expect(await diagnosisIn(popup)).toMatchObject({ part: "popup", host: "app.localhost", step: "due", old: serial, days: "71" });
  });

  it("opens the dialog in the tab with the keyboard alone", async () => {
    const { site, person } = await browsers.seat({ cn: "client28" });
    const page = await person.visit(`${site.app}/login`);
    const popup = await person.openPopup(page);
    await textOf(popup, "en");
    await popup.keyboard.press("Tab");
    // The popup closes before the key is released.
    await popup.keyboard.down("Enter");
    await new AccessibleElement(page, { role: "button", name: dialogTexts("en").action.later }).press();
  });

  it("offers nothing to open before the certificate is due", async () => {
    const { site, person } = await browsers.seat({ cn: "client169" });
    const popup = await person.openPopup(await person.visit(`${site.app}/login`));
    expect(await textOf(popup, "en")).toContain("730");
    expect(await popup.$("button.primary")).toBeNull();
  });

  it("says that a certificate does not renew, and explains why", async () => {
    const { site, person } = await browsers.seat({ cn: "api170" });
    const popup = await person.openPopup(await person.visit(`${site.app}/login`));
    expect(await textOf(popup, "en")).toContain(dialogTexts("en").errors["type-not-renewable"]);
    expect(await popup.$eval("button", (button) => button.textContent)).toBe(popupTexts("en").explain);
  });

  it("says that a site is not configured", async () => {
    const { site, person } = await browsers.seat({ cn: "client28" });
    const popup = await person.openPopup(await person.visit(`${site.verify}/`));
    expect(await textOf(popup, "en")).toContain(popupTexts("en").notConfigured);
    const line = await diagnosisIn(popup);
    expect([line.step, line.host]).toEqual(["not-configured", undefined]);
  });

  it("says that no certificate was presented", async () => {
    const { site, person } = await browsers.seat({});
    const popup = await person.openPopup(await person.visit(`${site.app}/login`));
    expect(await textOf(popup, "en")).toContain(dialogTexts("en").errors["no-certificate"]);
    const { error, request } = await diagnosisIn(popup);
    expect([error, request]).toEqual(["no-certificate", expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it("says that the service does not respond, and retries", async () => {
    const { site, person } = await browsers.seat({ cn: "client28" });
    const page = await person.visit(`${site.app}/login`);
    await site.stop();
    const popup = await person.openPopup(page);
    expect(await textOf(popup, "en")).toContain(dialogTexts("en").errors.unreachable);
    expect(await diagnosisIn(popup)).toMatchObject({
      host: "app.localhost",
      step: "failed",
      error: "unreachable",
      causes: "TypeError",
    });
    await site.startAgain();
    await popup.locator("button").click();
    await popup.waitForFunction(() => document.querySelector("main")?.innerText.includes("client28"));
  });
});
