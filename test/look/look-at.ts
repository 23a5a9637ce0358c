import { mkdir } from "node:fs/promises";
import type { Page } from "puppeteer";
import { axeViolations, rulesOfLooks } from "../dialog/harness/axe.ts";
import { faults } from "./faults.ts";
import { modes, setMode, type Mode } from "./modes.ts";

/** The folder for screenshots of every state in every mode, if set. */
const pictures = process.env["KOSHIN_PICTURES"];

/**
 * The faults of a page's current state in each mode: violations of accessibility rules according to axe, and visual
 * faults.
 *
 * @param covered selectors of what something that is open for a moment lies over, whose targets are smaller for that moment
 */
export async function lookAt(
  page: Page,
  state: string,
  within: readonly Mode[] = modes,
  covered: readonly string[] = [],
): Promise<string[]> {
  const found: string[] = [];
  for (const mode of within) {
    await setMode(page, mode);
    if (pictures !== undefined) {
      await mkdir(pictures, { recursive: true });
      await hidePasswords(page);
      await page.screenshot({ path: `${pictures}/${state}-${mode.name}.png`, fullPage: mode.width !== undefined });
    }
    const rules = mode === within[0] ? undefined : rulesOfLooks;
    const all = [...(await faults(page)), ...(await axeViolations(page, rules, covered))];
    found.push(...all.map((fault) => `${state}, ${mode.name}: ${fault}`));
  }
  return found;
}

/** Masks passwords, because no screenshot may contain one, not even a password of a test. */
async function hidePasswords(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const { shadowRoot } of document.querySelectorAll("div")) {
      shadowRoot?.querySelector<HTMLElement>(".secret")?.style.setProperty("-webkit-text-security", "disc");
    }
  });
}
