import axe from "axe-core";
import type { Page } from "puppeteer";
import * as v from "valibot";

const Violations = v.array(
  v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string(), failureSummary: v.optional(v.string()) })) }),
);

/** What breaks the rules of WCAG 2.2 AA and the good practices that axe knows, in the page as it is shown. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate("axe.run().then(({ violations }) => violations)");
  return v
    .parse(Violations, found)
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = "" }) => `${id}: ${html} ${failureSummary}`));
}
