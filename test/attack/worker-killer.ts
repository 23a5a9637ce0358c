import type { Browser, Page, Target } from "puppeteer";
import { sendFromContentScript } from "../extension/content-world.ts";
import { extensionId } from "../extension/extension-id.ts";

/** Stops the extension's worker in the middle of what it does. */
export class WorkerKiller {
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /**
   * Stops the worker once the service has answered its next request for a path, and before the worker has the answer.
   *
   * @param page a page of the site, whose content script wakes the worker first
   * @returns resolves once the worker is gone; to be awaited after what makes it ask
   */
  async duringRequest(page: Page, path: string): Promise<{ readonly killed: Promise<void> }> {
    const target = await this.#wake(page);
    const session = await target.createCDPSession();
    const { promise: killed, resolve, reject } = Promise.withResolvers<undefined>();
    let found = false;
    session.on("Fetch.requestPaused", ({ request, requestId }) => {
      if (found || new URL(request.url).pathname !== path) {
        void session.send("Fetch.continueRequest", { requestId });
        return;
      }
      found = true;
      // The session outlives the worker, and would hold the next one's requests, too.
      this.#kill().then(() => session.detach()).then(() => resolve(undefined), reject);
    });
    await session.send("Fetch.enable", { patterns: [{ requestStage: "Response" }] });
    return { killed };
  }

  /** Stops the worker inside of its next download, which it has not handed to the browser. */
  async duringDownload(page: Page): Promise<{ readonly killed: Promise<void> }> {
    const worker = await (await this.#wake(page)).worker();
    if (worker === null) throw new Error("The worker does not run.");
    const begun = worker.evaluate(
      () =>
        new Promise<void>((resolve) => {
          Object.defineProperty(chrome.downloads, "download", { value: () => (resolve(), new Promise(() => undefined)) });
        }),
    );
    return { killed: begun.then(() => this.#kill()) };
  }

  async #wake(page: Page): Promise<Target> {
    await sendFromContentScript(page, { kind: "menu-path" });
    return await this.#browser.waitForTarget(isWorker);
  }

  async #kill(): Promise<void> {
    await (await this.#browser.targets().find(isWorker)?.worker())?.close();
  }
}

function isWorker(target: Target): boolean {
  return target.url().startsWith(`chrome-extension://${extensionId}/`) && target.url().includes("service-worker");
}
