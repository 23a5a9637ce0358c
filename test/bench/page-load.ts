import type { Page } from "puppeteer";
import { Clinic } from "../e2e/clinic.ts";
import type { Figure, Measurement } from "./figure.ts";
import { median } from "./median.ts";

/**
 * The load time that the extension adds to a page, in Chromium: the same page in a browser with it and in one without,
 * alternating, so that other load of the computer affects both. The certificate is not due.
 */
export const pageLoad: Measurement = {
  name: "page-load",
  async measure({ quick }): Promise<readonly Figure[]> {
    const rounds = quick ? 3 : 40;
    await using bare = await Clinic.open({ certificates: ["client169"], extension: false });
    await using extended = await Clinic.open({ certificates: ["client169"], extension: true });
    const [barePage, extendedPage] = [await bare.logIn(), await extended.logIn()];
    const figures: Figure[] = [];
    for (const { host, address } of [
      { host: "a configured host", address: (clinic: Clinic) => `${clinic.app}/menu` },
      { host: "another host", address: (clinic: Clinic) => clinic.service.addresses.verify },
    ]) {
      const added: number[] = [];
      // The first loads fill caches and compile code.
      for (let round = -2; round < rounds; round += 1) {
        const times = { bare: 0, extended: 0 };
        // Alternates which of the two comes first.
        if (round % 2 === 0) times.bare = await load(barePage, address(bare));
        times.extended = await load(extendedPage, address(extended));
        if (round % 2 !== 0) times.bare = await load(barePage, address(bare));
        if (round >= 0) added.push(times.extended - times.bare);
      }
      figures.push({
        name: `added to a page load on ${host}, median of ${rounds} pairs`,
        value: median(added),
        unit: "ms",
        budget: 20,
      });
    }
    return figures;
  },
};

/** From the start of a navigation to the end of its load event, in milliseconds. */
async function load(page: Page, address: string): Promise<number> {
  await page.bringToFront();
  await page.goto(address, { waitUntil: "load" });
  return await page.evaluate(async () => {
    const [navigation] = performance.getEntriesByType("navigation");
    if (!(navigation instanceof PerformanceNavigationTiming)) throw new Error("The browser does not report its navigation.");
    while (navigation.loadEventEnd === 0) await new Promise((resolve) => setTimeout(resolve));
    return navigation.duration;
  });
}
