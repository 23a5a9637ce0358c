import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "puppeteer";
import * as v from "valibot";

const Violations = v.array(
  v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string(), failureSummary: v.optional(v.string()) })) }),
);

/** The rules that depend on colours and sizes: sufficient where only these have changed since a full check. */
export const rulesOfLooks = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"];

const source = await readFile(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/**
 * The page's violations of WCAG 2.2 AA and of axe's best practices.
 *
 * @param rules only these rules; by default all
 * @param except selectors of what is left out
 */
export async function axeViolations(page: Page, rules?: readonly string[], except: readonly string[] = []): Promise<string[]> {
  const options = JSON.stringify({ resultTypes: ["violations"], ...(rules !== undefined && { runOnly: rules }) });
  const context = JSON.stringify({ exclude: except.map((selector) => [selector]) });
  const run = `typeof axe === "undefined" ? null : axe.run(${except.length > 0 ? context : "document"}, ${options}).then(({ violations }) => violations)`;
  let found = await page.evaluate(run);
  if (found === null) {
    await page.evaluate(source);
    found = await page.evaluate(run);
  }
  return v
    .parse(Violations, found)
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = "" }) => `${id}: ${html} ${failureSummary}`));
}
