import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer";
import { createKeyStore, importP12, trustAuthority } from "../../src/demo/browser/key-store.ts";
import { launchBrowser } from "../../src/demo/browser/launch-browser.ts";
import { findTarget, openTab, withBrowserTimeout } from "../../src/demo/browser/waits.ts";
import { certificateOf } from "../../src/demo/world-file.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { emptyKeyStore } from "../support/empty-key-store.ts";
import { emptyExtension } from "./empty-extension.ts";
import { extensionId } from "./extension-id.ts";
import type { Site } from "./site.ts";

/** A person at a browser with the extension and a key store. */
export interface Person extends AsyncDisposable {
  readonly browser: Browser;
  /** The folder with the key store. */
  readonly home: string;
  readonly downloads: string;
  /** Opens a page in a new tab. */
  visit(url: string): Promise<Page>;
  /** Opens the extension's popup on a tab. */
  openPopup(on: Page): Promise<Page>;
  /**
   * Makes room for the next person at the same browser, whose certificate of the site's world has this common name. The
   * extension, the key store and the download folder have nothing of the previous one. The browser remembers its choice of a certificate for each
   * host and port: a person with another certificate needs another site.
   */
  makeRoom(site: Site, cn?: string): Promise<void>;
}

/** Starts a headless Chromium for a person; `cn` names the certificate in its key store, if it has one. */
export async function seatPerson(
  site: Site,
  { extension, cn, language = "en" }: { readonly extension: string; readonly cn?: string; readonly language?: "ja" | "en" },
): Promise<Person> {
  const home = await mkdtemp(join(tmpdir(), "koshin-person-"));
  const downloads = join(home, "downloads");
  await createKeyStore(home);
  await trustAuthority(home, dataFolder(site.data).authority.rootCertificate);
  if (cn !== undefined) await importInto(home, site, cn);
  const options = { home, profile: join(home, "profile"), extension, headless: true, autoSelect: true, downloads, language };
  const browser = await launchBrowser(options);
  return {
    browser,
    home,
    downloads,
    visit: async (url) => {
      const page = await openTab(browser);
      await page.goto(url);
      return page;
    },
    openPopup: async (on) => {
      const extensions = await browser.extensions();
      const found = extensions.get(extensionId);
      if (found === undefined) throw new Error("The extension is not installed.");
      await found.triggerAction(on);
      const target = await findTarget(browser, (target) => target.url().endsWith("/pages/popup.html"));
      return withBrowserTimeout(await target.asPage());
    },
    makeRoom: async (nextSite, nextCn) => {
      const own = await openTab(browser);
      for (const page of await browser.pages()) if (page !== own) await page.close();
      await emptyExtension(own);
      await browser.deleteCookie(...(await browser.cookies()));
      for (const file of await readdir(downloads)) await rm(join(downloads, file));
      await emptyKeyStore(home);
      if (nextCn !== undefined) await importInto(home, nextSite, nextCn);
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function importInto(home: string, site: Site, cn: string): Promise<void> {
  const { p12, passwordFile } = certificateOf(site.world, cn);
  await importP12(home, p12, passwordFile);
}
