import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "puppeteer";
import { createKeyStore, trustAuthority } from "../../src/demo/browser/key-store.ts";
import { launchBrowser } from "../../src/demo/browser/launch-browser.ts";
import { findTarget, openTab } from "../../src/demo/browser/waits.ts";
import { emptyExtension } from "../extension/empty-extension.ts";
import { extensionId } from "../extension/extension-id.ts";
import { emptyKeyStore } from "../support/empty-key-store.ts";

const extensionFolder = fileURLToPath(new URL("../../dist/extension", import.meta.url));

/** The state in which the next person finds a computer. */
export interface Wanted {
  /** The file with the servers' root certificate. */
  readonly authority: string;
  /** The service's port: a running browser remembers the chosen certificate for each host and port. */
  readonly port: number;
  /** Whether the browser has the extension. */
  readonly extension: boolean;
}

/** A running browser. */
interface Running {
  readonly folder: string;
  browser: Browser;
  profile: string;
  /** What it was started for: trusted roots and used ports remain, and so does whether extensions can be installed. */
  readonly root: string;
  readonly ports: Set<number>;
  readonly takesExtensions: boolean;
  extension: boolean;
}

/**
 * A person's computer: a key store, a download folder, and Chromium. It can be reused for the next person, who finds
 * nothing of the previous one: no certificate, tab, cookie, file or extension. If the running browser would remember
 * something, it is restarted with a new profile.
 */
export class Computer implements AsyncDisposable {
  #running: Running | undefined;

  get browser(): Browser {
    return this.#there.browser;
  }

  /** The browser's `HOME`. */
  get home(): string {
    return homeIn(this.#there.folder);
  }

  get downloads(): string {
    return join(this.#there.folder, "downloads");
  }

  /** Prepares it for the next person. */
  async seat(wanted: Wanted): Promise<void> {
    const root = await readFile(wanted.authority, "utf8");
    const running = this.#running;
    if (running !== undefined && canServe(running, root, wanted)) {
      try {
        await this.#clear(running, wanted.extension);
        running.ports.add(wanted.port);
        return;
      } catch {
        // A failed test may have left anything behind: the next one gets another browser.
      }
    }
    await this[Symbol.asyncDispose]();
    const folder = await mkdtemp(join(tmpdir(), "koshin-computer-"));
    const { extension } = wanted;
    await mkdir(homeIn(folder));
    await createKeyStore(homeIn(folder));
    await trustAuthority(homeIn(folder), wanted.authority);
    const profile = "profile";
    const browser = await start(folder, { profile, extension });
    const ports = new Set([wanted.port]);
    this.#running = { folder, browser, profile, root, ports, takesExtensions: extension, extension };
  }

  /** Restarts the browser with the same key store, and with the same profile or another one. */
  async restartBrowser(profile = this.#there.profile): Promise<void> {
    const running = this.#there;
    await running.browser.close();
    this.#running = undefined;
    const browser = await start(running.folder, { profile, extension: running.extension });
    this.#running = { ...running, browser, profile, takesExtensions: running.extension };
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

  async #clear(running: Running, extension: boolean): Promise<void> {
    const { browser } = running;
    const first = await openTab(browser);
    for (const page of await browser.pages()) if (page !== first) await page.close();
    if (running.extension && extension) await emptyExtension(first);
    else if (running.extension) await browser.uninstallExtension(extensionId);
    await browser.deleteCookie(...(await browser.cookies()));
    await emptyKeyStore(this.home);
    for (const file of await readdir(this.downloads)) await rm(join(this.downloads, file));
    if (extension && !running.extension) {
      await browser.installExtension(extensionFolder);
      await findTarget(browser, (target) => target.url().startsWith("chrome-extension:"));
    }
    running.extension = extension;
  }
}

function canServe(running: Running, root: string, { port, extension }: Wanted): boolean {
  return (
    running.browser.connected &&
    running.profile === "profile" &&
    running.root === root &&
    !running.ports.has(port) &&
    (running.takesExtensions || !extension)
  );
}

function homeIn(folder: string): string {
  return join(folder, "home");
}

async function start(
  folder: string,
  { profile, extension }: { readonly profile: string; readonly extension: boolean },
): Promise<Browser> {
  return await launchBrowser({
    home: homeIn(folder),
    profile: join(folder, profile),
    downloads: join(folder, "downloads"),
    ...(extension && { extension: extensionFolder }),
    headless: true,
    autoSelect: true,
    language: "ja",
  });
}
