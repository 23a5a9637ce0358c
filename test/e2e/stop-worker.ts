import type { Browser } from "puppeteer";
import { eventually } from "./eventually.ts";

/**
 * Stops the extension's worker as a browser does that needs its memory, and waits until it is gone.
 *
 * @returns whether it was running
 */
export async function stopWorker(browser: Browser): Promise<boolean> {
  const session = await browser.target().createCDPSession();
  // Puppeteer may list a worker for ever that ended while the extension was reloaded.
  const runs = async (): Promise<boolean> => {
    const { targetInfos } = await session.send("Target.getTargets", { filter: [{ type: "service_worker" }] });
    return targetInfos.some(({ url }) => url.includes("service-worker"));
  };
  try {
    if (!(await runs())) return false;
    const target = browser.targets().findLast((each) => each.url().includes("service-worker"));
    await (await target?.worker())?.close();
    await eventually("the worker to be gone", async () => ((await runs()) ? undefined : true));
    return true;
  } finally {
    await session.detach();
  }
}
