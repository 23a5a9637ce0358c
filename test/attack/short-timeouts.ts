import type { RequestListener } from "node:http";
import type { Browser, Page } from "puppeteer";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { runInContentWorld } from "../extension/content-world.ts";

/** Sends one byte after another without end, so that the connection always seems to be alive. */
export const drip: RequestListener = (_request, response) => {
  response.writeHead(200, { "Content-Type": "application/json" });
  const timer = setInterval(() => response.write(" "), 20);
  response.once("close", () => clearInterval(timer));
};

/** Shortens every timeout to one second, in the world in which this runs. */
function shortenTimeouts(): void {
  const second = AbortSignal.timeout.bind(AbortSignal, 1_000);
  Reflect.set(AbortSignal, "timeout", second);
}

/** Shortens the timeouts of the extension's worker to one second. */
export async function shortenWorkerTimeouts(browser: Browser): Promise<void> {
  const target = await findTarget(browser, (target) => target.url().includes("service-worker"));
  await (await target.worker())?.evaluate(shortenTimeouts);
}

/** Shortens the timeouts of the extension's scripts in a page to one second. */
export async function shortenContentWorldTimeouts(page: Page): Promise<void> {
  await runInContentWorld(page, `(${shortenTimeouts.toString()})()`);
}
