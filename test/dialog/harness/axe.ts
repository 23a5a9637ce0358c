import axe from "axe-core";
import type { Page } from "puppeteer";
import * as v from "valibot";

const Violations = v.array(
  v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string(), failureSummary: v.optional(v.string()) })) }),
);

/** The rules that depend on colours and sizes: sufficient where only these have changed since a full check. */
export const rulesOfLooks = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"];

/**
 * The page's violations of WCAG 2.2 AA and of axe's best practices.
 *
 * @param rules only these rules; by default all
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe.source);
  const options = JSON.stringify(rules === undefined ? {} : { runOnly: rules });
  const found = await page.evaluate(`axe.run(${options}).then(({ violations }) => violations)`);
  return v
    .parse(Violations, found)
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = "" }) => `${id}: ${html} ${failureSummary}`));
}
