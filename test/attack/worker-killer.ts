import type { Browser, Page, Target, WebWorker } from "puppeteer";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { eventually } from "../e2e/eventually.ts";
import { sendFromContentScript } from "../extension/content-world.ts";
import { extensionId } from "../extension/extension-id.ts";

/** A scheduled stop of the worker. */
interface ScheduledStop {
  /** Resolves once the worker is stopped. */
  readonly killed: Promise<void>;
}

/** Stops the extension's worker during its work. A page of the site wakes it first. */
export class WorkerKiller {
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /**
   * Stops the worker after the service has processed its next request for a path, before the worker gets the response.
   *
   * @param skipped the number of requests for the path to let pass first
   */
  async duringRequest(page: Page, path: string, skipped = 0): Promise<ScheduledStop> {
    const worker = await this.#wake(page);
    await worker.evaluate(
      (path, skipped) => {
        const { fetch } = globalThis;
        let passed = 0;
        const answered = new Promise<void>((resolve) => {
          globalThis.fetch = async (...request) => {
            const response = await fetch(...request);
            if (new URL(response.url).pathname !== path) return response;
            passed += 1;
            if (passed <= skipped) return response;
            resolve();
            return await new Promise<Response>(() => undefined);
          };
        });
        Reflect.set(globalThis, "reached", answered);
      },
      path,
      skipped,
    );
    return { killed: this.#killWhenReached(worker) };
  }

  /** Stops the worker during its next download, before it is handed to the browser. */
  async duringDownload(page: Page): Promise<ScheduledStop> {
    const worker = await this.#wake(page);
    await worker.evaluate(() => {
      const begun = new Promise<void>((resolve) => {
        const download = (): Promise<number> => {
          resolve();
          return new Promise(() => undefined);
        };
        Object.defineProperty(chrome.downloads, "download", { value: download });
      });
      Reflect.set(globalThis, "reached", begun);
    });
    return { killed: this.#killWhenReached(worker) };
  }

  async #killWhenReached(worker: WebWorker): Promise<void> {
    await worker.evaluate(async () => {
      await Reflect.get(globalThis, "reached");
    });
    await this.#kill(worker);
  }

  async #wake(page: Page): Promise<WebWorker> {
    await sendFromContentScript(page, { kind: "menu-path" });
    const worker = await (await findTarget(this.#browser, isWorker)).worker();
    if (worker === null) throw new Error("The worker is not running.");
    return worker;
  }

  async #kill(worker: WebWorker): Promise<void> {
    await worker.close();
    await eventually("the worker to be gone", () => Promise.resolve(this.#browser.targets().some(isWorker) ? undefined : true));
  }
}

function isWorker(target: Target): boolean {
  return target.url().startsWith(`chrome-extension://${extensionId}/`) && target.url().includes("service-worker");
}
