import type { Page } from "puppeteer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { dialogTexts } from "../../src/dialog/texts/texts-for.ts";
import { popupTexts } from "../../src/extension/popup/texts/texts-for.ts";
import type { Ledger } from "../../src/extension/renewals/ledger.ts";
import type { RenewalRecord } from "../../src/extension/renewals/record.ts";
import { formatDay, formatMoment } from "../../src/ui/moment-format.ts";
import { lookAt } from "../look/look-at.ts";
import { popupModes } from "../look/modes.ts";
import { builtExtension } from "./built-extension.ts";
import { extensionId } from "./extension-id.ts";
import type { Person } from "./person.ts";
import { aRecord, aReplacement } from "./renewals/a-record.ts";
import { SharedBrowsers } from "./shared-browsers.ts";
import type { Site } from "./site.ts";

let browsers: SharedBrowsers;
const owned = new AsyncDisposableStack();

beforeAll(async () => {
  browsers = new SharedBrowsers(await builtExtension(owned), owned);
});
afterAll(() => owned.disposeAsync());

/** A number of days from now (or before), ISO 8601. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

/** A certificate of each standing on the site, the first to expire at the top. */
function everyStanding(site: Site): readonly RenewalRecord[] {
  const stages = ["issued", "fetched", "password-shown", "imported", "first-used"] as const;
  const records: Partial<RenewalRecord>[] = [
    { cn: "client1", notAfter: inDays(-2.5) },
    { cn: "client2", notAfter: inDays(-1.5), replacement: aReplacement("imported") },
    { cn: "client3", notAfter: inDays(1.5) },
    {
      cn: "client4",
      notAfter: inDays(20.5),
      refusal: "type-not-renewable",
      explanation: "https://help.example/#type-not-renewable",
    },
    ...stages.map((stage, index) => ({
      cn: `client${index + 5}`,
      notAfter: inDays(40.5 + index),
      replacement: aReplacement(stage),
    })),
    { cn: "client10", notAfter: inDays(50.5), replacement: aReplacement("first-used"), retiresAt: inDays(-1) },
    { cn: "client11", notAfter: inDays(60.5), replacement: aReplacement("first-used"), retiresAt: inDays(9.5) },
    { cn: "client12", notAfter: inDays(300.5), dueFrom: inDays(210) },
  ];
  return records.map((changes, index) => {
    const serial = (0xa0 + index).toString(16).toUpperCase();
    return aRecord({ origin: site.app, serial, dueFrom: inDays(-10), seenAt: inDays(-1), ...changes });
  });
}

/** Opens the popup in a new tab, with these stored records. */
async function popupWith(person: Person, records: readonly RenewalRecord[]): Promise<Page> {
  const page = await person.visit(`chrome-extension://${extensionId}/pages/options.html`);
  const renewals: Ledger = { records, notifiedAt: null };
  await page.evaluate(async (renewals) => chrome.storage.local.set({ renewals }), renewals);
  await page.goto(`chrome-extension://${extensionId}/pages/popup.html`);
  await page.locator(".known li").wait();
  return page;
}

/** A certificate in the list: its text, the steps done and next, its buttons. */
async function item(page: Page, cn: string): Promise<{ text: string; done: string[]; next: string[]; ways: string[] }> {
  return await page.$$eval(
    ".known li.renewal",
    (items, cn) => {
      const item = items.find((one) => one.querySelector("h3")?.textContent === cn);
      if (!(item instanceof HTMLElement)) throw new Error(`${cn} is not in the list.`);
      const texts = (selector: string): string[] => [...item.querySelectorAll(selector)].map(({ textContent }) => textContent);
      const links = [...item.querySelectorAll("a")].map(({ href }) => href);
      return {
        text: item.innerText,
        done: texts(".steps .done"),
        next: texts("[aria-current]"),
        ways: [...texts("button.primary"), ...links],
      };
    },
    cn,
  );
}

describe("the popup's list of renewals", () => {
  it.each(["ja", "en"] as const)("shows the standing of each certificate, and offers the next step (%s)", async (language) => {
    const { person, site } = await browsers.seat({ language });
    const records = everyStanding(site);
    const page = await popupWith(person, records);
    const texts = popupTexts(language);
    const { steps } = texts;
    const order = [steps.renew, steps.download, steps.password, steps.import, steps.prove];
    const expected: readonly [cn: string, sentence: string, stepsDone: number | undefined, ways: readonly string[]][] = [
      ["client1", texts.expired, undefined, ["https://recover.localhost:8444/"]],
      ["client2", texts.expiredHeld(aReplacement("imported").fileName), undefined, ["https://recover.localhost:8444/"]],
      ["client3", texts.due, 0, [texts.renew]],
      ["client4", dialogTexts(language).errors["type-not-renewable"], undefined, ["https://help.example/#type-not-renewable"]],
      ["client5", texts.reached.issued, 1, [texts.carryOn]],
      ["client6", texts.reached.fetched, 2, [texts.carryOn]],
      ["client7", texts.reached["password-shown"], 3, [texts.carryOn]],
      ["client8", texts.reached.imported, 4, [texts.carryOn]],
      ["client9", texts.oldUntil(formatDay(inDays(44.5), language)), 5, []],
      ["client10", texts.retired, undefined, []],
      ["client11", texts.oldUntil(formatDay(inDays(9.5), language)), 5, []],
      ["client12", texts.later(formatDay(inDays(210), language)), undefined, []],
    ];
    const listed = await page.$$eval(".known h3", (names) => names.map(({ textContent }) => textContent));
    expect(listed).toEqual(expected.map(([cn]) => cn));
    for (const [cn, sentence, stepsDone, ways] of expected) {
      const said = await item(page, cn);
      expect(said.text, cn).toContain(sentence);
      expect(said.text, cn).toContain("app.localhost");
      expect(
        said.done.map((step) => step.replace("✓", "")),
        cn,
      ).toEqual(order.slice(0, stepsDone ?? 0));
      expect(said.next, cn).toEqual(stepsDone === undefined ? [] : order.slice(stepsDone, stepsDone + 1));
      expect(said.ways, cn).toEqual(ways);
    }
    // The moment on the last two days, which are counted in hours.
    for (const { cn, notAfter } of records.filter(({ cn }) => cn === "client3" || cn === "client4"))
      expect((await item(page, cn)).text.includes(formatMoment(notAfter, language)), cn).toBe(cn === "client3");
    expect(await page.$eval("main > p a", (link) => link.href)).toBe(`chrome-extension://${extensionId}/pages/options.html`);
  });

  it("opens the site's menu, or activates a tab that already shows the site", async () => {
    const { person, site } = await browsers.seat({ cn: "client28" });
    const records = [aRecord({ origin: site.app, dueFrom: inDays(-1), notAfter: inDays(10.5) })];
    const opener = async (): Promise<void> => (await popupWith(person, records)).locator("button.primary").click();
    await opener();
    const target = await findTarget(person.browser, (target) => target.url().startsWith(site.app));
    expect(target.url()).toBe(`${site.app}/menu`);
    await (await target.page())?.close();

    const there = await person.visit(`${site.app}/login`);
    await opener();
    await new AccessibleElement(there, { role: "button", name: dialogTexts("en").action.later }).find();
    expect((await person.browser.pages()).filter((tab) => tab.url().startsWith(site.app))).toHaveLength(1);
  });

  it("ignores sites that are not served, and unreadable records", async () => {
    const { person, site } = await browsers.seat({});
    const damaged = { ...aRecord({ origin: site.app, serial: "BB" }), notAfter: "soon" };
    const strange = aRecord({ origin: "https://evil.example", serial: "CC" });
    const page = await popupWith(person, [aRecord({ origin: site.app }), strange, damaged]);
    expect(await page.$$eval(".known li.renewal", (items) => items.length)).toBe(1);
  });

  it.each(["ja", "en"] as const)("is accessible (%s)", async (language) => {
    const { person, site } = await browsers.seat({ language });
    const page = await popupWith(person, everyStanding(site));
    expect(await lookAt(page, `popup-standings-${language}`, popupModes)).toEqual([]);
  });
});
