import type { Browser, Page, Target, WebWorker } from "puppeteer";
import { findTarget } from "../../src/demo/browser/waits.ts";
import { eventually } from "../e2e/eventually.ts";
import { sendFromContentScript } from "../extension/content-world.ts";
import { extensionId } from "../extension/extension-id.ts";

/** A worker that will be stopped. */
interface Doomed {
  /** Resolves once it is stopped. */
  readonly killed: Promise<void>;
}

/** Stops the extension's worker in the middle of what it does. A page of the site wakes it first. */
export class WorkerKiller {
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /**
   * Stops the worker once the service has answered its next request for a path, and before the worker has the answer.
   *
   * @param spared how many requests for the path are let pass before
   */
  async duringRequest(page: Page, path: string, spared = 0): Promise<Doomed> {
    const worker = await this.#wake(page);
    await worker.evaluate(
      (path, spared) => {
        const { fetch } = globalThis;
        let passed = 0;
        const answered = new Promise<void>((resolve) => {
          globalThis.fetch = async (...request) => {
            const response = await fetch(...request);
            if (new URL(response.url).pathname !== path) return response;
            passed += 1;
            if (passed <= spared) return response;
            resolve();
            return await new Promise<Response>(() => undefined);
          };
        });
        Reflect.set(globalThis, "reached", answered);
      },
      path,
      spared,
    );
    return { killed: this.#killWhenReached(worker) };
  }

  /** Stops the worker inside of its next download, which it has not handed to the browser. */
  async duringDownload(page: Page): Promise<Doomed> {
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
    if (worker === null) throw new Error("The worker does not run.");
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
