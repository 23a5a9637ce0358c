import { Clinic } from "../e2e/clinic.ts";
import type { Figure, Measurement } from "./figure.ts";
import { median } from "./median.ts";

/** From the first paint of the master menu to that of the dialog, in Chromium: with the extension, and with the in-page module. */
export const menuToDialog: Measurement = {
  name: "menu-to-dialog",
  async measure({ quick }): Promise<readonly Figure[]> {
    const rounds = quick ? 1 : 15;
    const figures: Figure[] = [];
    for (const { way, extension } of [
      { way: "by the extension", extension: true },
      { way: "by the page alone", extension: false },
    ]) {
      await using clinic = await Clinic.open({ certificates: ["client28"], extension });
      const page = await clinic.logIn();
      await page.evaluateOnNewDocument(markDialogPaint);
      const times: number[] = [];
      // The first one compiles code and starts the extension's worker.
      for (let round = -1; round < rounds; round += 1) {
        await page.goto(`${clinic.app}/menu`);
        await page.waitForFunction(() => performance.getEntriesByName("dialog").length > 0, { polling: 20, timeout: 10_000 });
        const time = await page.evaluate(() => {
          const [shown] = performance.getEntriesByName("dialog");
          const [menu] = performance.getEntriesByName("first-contentful-paint");
          return (shown?.startTime ?? NaN) - (menu?.startTime ?? NaN);
        });
        if (round >= 0) times.push(Math.max(0, time));
      }
      figures.push({
        name: `master menu shown to dialog shown, ${way}, median of ${rounds}`,
        value: median(times),
        unit: "ms",
        budget: 100,
      });
    }
    return figures;
  },
};

/** Runs before the page: marks the paint after the insertion of the one element that is not the page's. */
function markDialogPaint(): void {
  new MutationObserver((records, observer) => {
    const added = records.flatMap((record) => Array.from(record.addedNodes));
    const isHost = (node: Node): boolean =>
      node instanceof HTMLDivElement && node.attributes.length === 0 && node.childNodes.length === 0;
    if (!added.some(isHost)) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => performance.mark("dialog")));
  }).observe(document, { childList: true, subtree: true });
}
