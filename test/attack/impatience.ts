import type { RequestListener } from "node:http";
import type { Browser, Page } from "puppeteer";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { runInContentWorld } from "../extension/content-world.ts";

/** Sends one octet after the other for ever, so that the connection always seems to be alive. */
export const drip: RequestListener = (_request, response) => {
  response.writeHead(200, { "Content-Type": "application/json" });
  const timer = setInterval(() => response.write(" "), 20);
  response.once("close", () => clearInterval(timer));
};

/** Makes a second of whatever time is set for an answer, in the world in which this runs. */
function hurry(): void {
  const second = AbortSignal.timeout.bind(AbortSignal, 1_000);
  Reflect.set(AbortSignal, "timeout", second);
}

/** Has the extension's worker wait a second for each answer. */
export async function hurryWorker(browser: Browser): Promise<void> {
  const target = await findTarget(browser, (target) => target.url().includes("service-worker"));
  await (await target.worker())?.evaluate(hurry);
}

/** The same for what the extension does in a page itself. */
export async function hurryContentWorld(page: Page): Promise<void> {
  await runInContentWorld(page, `(${hurry.toString()})()`);
}
