import type { Page } from "puppeteer";
import { extensionId } from "./extension-id.ts";
import type { Person } from "./person.ts";

/** Opens the options page, and waits until it shows the list of sites. */
export async function openOptions(person: Person): Promise<Page> {
  const page = await person.visit(`chrome-extension://${extensionId}/pages/options.html`);
  await page.locator("li").wait();
  return page;
}

/** The hosts in the list of sites. */
export const hostnames = (options: Page): Promise<string[]> => options.$$eval("li h3", (all) => all.map((each) => each.innerText));
