import { mkdir } from "node:fs/promises";
import type { Page } from "puppeteer";
import { axeViolations, rulesOfLooks } from "../dialog/harness/axe.ts";
import { faults } from "./faults.ts";
import { modes, setMode, type Mode } from "./modes.ts";

/** A folder for pictures of every state in every mode, where somebody wants to look at them. */
const pictures = process.env["KOSHIN_PICTURES"];

/**
 * What is wrong with a page's present state in each mode: as a tool sees it that knows the accessibility rules, and as
 * a person does, who reads, scrolls down but never sideways, and presses.
 */
export async function lookAt(page: Page, state: string, within: readonly Mode[] = modes): Promise<string[]> {
  const found: string[] = [];
  for (const mode of within) {
    await setMode(page, mode);
    if (pictures !== undefined) {
      await mkdir(pictures, { recursive: true });
      await hidePasswords(page);
      await page.screenshot({ path: `${pictures}/${state}-${mode.name}.png`, fullPage: mode.width !== undefined });
    }
    const rules = mode === within[0] ? undefined : rulesOfLooks;
    const wrong = [...(await faults(page)), ...(await axeViolations(page, rules))];
    found.push(...wrong.map((fault) => `${state}, ${mode.name}: ${fault}`));
  }
  return found;
}

/** No picture holds a password, not even one that opens nothing. */
async function hidePasswords(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const { shadowRoot } of document.querySelectorAll("div")) {
      shadowRoot?.querySelector<HTMLElement>(".secret")?.style.setProperty("-webkit-text-security", "disc");
    }
  });
}
