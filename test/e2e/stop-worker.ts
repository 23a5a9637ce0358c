import type { Browser, Target } from "puppeteer";
import { eventually } from "./eventually.ts";

/**
 * Stops the extension's worker as a browser does that needs its memory, and waits until it is gone.
 *
 * @returns whether it was running
 */
export async function stopWorker(browser: Browser): Promise<boolean> {
  const find = (): Target | undefined => browser.targets().find((target) => target.url().includes("service-worker"));
  const worker = await find()?.worker();
  if (worker === undefined || worker === null) return false;
  await worker.close();
  await eventually("the worker to be gone", () => Promise.resolve(find() === undefined ? true : undefined));
  return true;
}
