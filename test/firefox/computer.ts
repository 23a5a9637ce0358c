import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "puppeteer";
import { openTab } from "../../src/demo/browser/waits.ts";
import { shareInWorker } from "../support/share-in-worker.ts";
import { forgetPerson } from "./browser-window.ts";
import { createProfile } from "./key-store.ts";
import { launchFirefox } from "./launch-firefox.ts";

/** The state in which the next person finds a computer. */
export interface Wanted {
  /** The file with the servers' root certificate. */
  readonly authority: string;
  /** The folder of the extension built for Firefox, if the browser has it. */
  readonly extension: string | undefined;
}

/** A running Firefox. */
interface Running {
  readonly folder: string;
  browser: Browser;
  /** What it was started for. */
  readonly root: string;
  extension: string | undefined;
}

/**
 * A person's computer with Firefox, its key store, and a download folder. It can be reused for the next person, who finds
 * nothing of the previous one: no certificate, tab, cookie, remembered choice, file or extension.
 */
export class FirefoxComputer implements AsyncDisposable {
  #running: Running | undefined;

  get browser(): Browser {
    return this.#there.browser;
  }

  get downloads(): string {
    return downloadsIn(this.#there.folder);
  }

  /** The folder of its profile, with its key store. */
  get profile(): string {
    return profileIn(this.#there.folder);
  }

  /** Prepares it for the next person. */
  async seat({ authority, extension }: Wanted): Promise<void> {
    const root = await readFile(authority, "utf8");
    const running = this.#running;
    if (running?.browser.connected !== true || running.root !== root || !(await isCleared(running))) {
      await this[Symbol.asyncDispose]();
      const folder = await mkdtemp(join(tmpdir(), "koshin-firefox-"));
      await mkdir(join(folder, "home"));
      await createProfile(profileIn(folder), authority);
      this.#running = { folder, browser: await start(folder), root, extension };
    }
    this.#there.extension = extension;
    if (extension !== undefined) await this.browser.installExtension(extension);
  }

  /** Restarts Firefox with the same profile and key store. */
  async restartBrowser(): Promise<void> {
    const running = this.#there;
    await running.browser.close();
    running.browser = await start(running.folder);
    if (running.extension !== undefined) await running.browser.installExtension(running.extension);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running === undefined) return;
    const { browser, folder } = this.#running;
    this.#running = undefined;
    await browser.close();
    await rm(folder, { recursive: true, maxRetries: 5 });
  }

  get #there(): Running {
    if (this.#running === undefined) throw new Error("This computer has not been prepared.");
    return this.#running;
  }
}

/** A computer for all tests of this process. */
export const sharedFirefox = shareInWorker(new FirefoxComputer());

/** Clears it; false if that fails, because a failed test may have left anything behind. */
async function isCleared({ browser, folder }: Running): Promise<boolean> {
  try {
    const first = await openTab(browser);
    for (const page of await browser.pages()) if (page !== first) await page.close();
    await forgetPerson(first);
    for (const file of await readdir(downloadsIn(folder))) await rm(join(downloadsIn(folder), file));
    return true;
  } catch {
    return false;
  }
}

function profileIn(folder: string): string {
  return join(folder, "profile");
}

function downloadsIn(folder: string): string {
  return join(folder, "downloads");
}

async function start(folder: string): Promise<Browser> {
  return await launchFirefox({ home: join(folder, "home"), profile: profileIn(folder), downloads: downloadsIn(folder) });
}
