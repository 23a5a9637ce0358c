import type { Page } from "puppeteer";
import { expect } from "vitest";
import { eventually } from "../e2e/eventually.ts";

/** An expectation that is asked again until it holds. */
type Awaited = ReturnType<typeof expect.poll>;

/**
 * Expects something of the texts of all that match a selector, once that is so: that a heading is there does not mean
 * that the data are. Before nothing is expected to be there, wait for what is shown beside it.
 */
export function shows(page: Page, selector: string): Awaited {
  return expect.poll(async () => await read(page, selector));
}

/** The texts of all that match a selector, once there are some, for use in what follows. */
export async function textsOf(page: Page, selector: string): Promise<readonly string[]> {
  return await eventually(`texts in ${selector}`, async () => {
    const texts = await read(page, selector);
    return texts.length === 0 ? undefined : texts;
  });
}

/** Expects something of what a list of facts says of a term, once that is so; `undefined` if it says nothing. */
export function showsFact(page: Page, term: string, list = ".sheet"): Awaited {
  return expect.poll(async () => await readFact(page, term, list));
}

/** What a list of facts says of a term, once it does. */
export async function factOf(page: Page, term: string, list = ".sheet"): Promise<string> {
  return await eventually(`what is said of ${term}`, async () => await readFact(page, term, list).catch(() => undefined));
}

/** Expects something of the address, with its characters decoded, once that is so. */
export function showsAddress(page: Page): Awaited {
  return expect.poll(() => decodeURIComponent(page.url()));
}

/** Expects something of what has the focus, once that is so: its label, or else its id or text. */
export function showsFocus(page: Page): Awaited {
  return expect.poll(() =>
    page.evaluate(() => {
      const { id, ariaLabel, textContent } = document.activeElement ?? document.body;
      return ariaLabel ?? (id === "" ? textContent : id);
    }),
  );
}

/** Expects something of what is in a field, once that is so. */
export function showsValue(page: Page, field: string): Awaited {
  return expect.poll(() => page.$eval(field, (input) => "value" in input && input.value));
}

/** Replaces a secret, once it is there: no screenshot contains one. */
export async function mask(page: Page, selector: string, text: string): Promise<void> {
  await page.locator(selector).wait();
  await page.$$eval(selector, (secrets, shown) => secrets.forEach((secret) => (secret.textContent = shown)), text);
}

async function read(page: Page, selector: string): Promise<string[]> {
  await untilLoaded(page);
  return await page.$$eval(selector, (found) =>
    found.map((element) =>
      (element instanceof HTMLElement ? element.innerText : element.textContent).replaceAll(/\s+/g, " ").trim(),
    ),
  );
}

async function readFact(page: Page, term: string, list: string): Promise<string | undefined> {
  await untilLoaded(page);
  const facts = await page.$$eval(`${list} .facts > div`, (rows) =>
    rows.map((row) => Array.from(row.querySelectorAll("dt, dd"), (part) => part instanceof HTMLElement && part.innerText)),
  );
  if (facts.length === 0) throw new Error(`There are no facts in ${list}.`);
  const [, said] = facts.find(([name]) => name !== false && name?.trim() === term) ?? [];
  return said === undefined || said === false ? undefined : said.replaceAll(/\s+/g, " ").trim();
}

/** Waits until nothing is being read from the service. */
async function untilLoaded(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".loading, [aria-busy=true]") === null);
}
