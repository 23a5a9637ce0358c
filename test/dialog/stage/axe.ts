import axe from "axe-core";
import type { Page } from "puppeteer";
import * as v from "valibot";

const Violations = v.array(
  v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string(), failureSummary: v.optional(v.string()) })) }),
);

/** The rules whose outcome depends on colours and sizes: after all the others, enough where only these change. */
export const rulesOfLooks = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"];

/**
 * What breaks the rules of WCAG 2.2 AA and the good practices that axe knows, in the page as it is shown.
 *
 * @param rules these alone
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  if ((await page.evaluate("typeof axe")) === "undefined") await page.evaluate(axe.source);
  const options = JSON.stringify(rules === undefined ? {} : { runOnly: rules });
  const found = await page.evaluate(`axe.run(${options}).then(({ violations }) => violations)`);
  return v
    .parse(Violations, found)
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = "" }) => `${id}: ${html} ${failureSummary}`));
}
