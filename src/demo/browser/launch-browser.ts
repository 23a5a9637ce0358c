import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Browser, launch } from "puppeteer";
import { findBrowser } from "../programs/find-browser.mjs";
import { type CertificateFilter, writePreferences } from "./preferences.ts";
import { browserTimeout, findTarget } from "./waits.ts";

/** How a browser is to be started. */
export interface BrowserOptions {
  /** The folder that is its `HOME`: on Linux its key store is in there, see `createKeyStore`. */
  readonly home: string;
  /** The folder of its profile, which is kept from start to start. */
  readonly profile: string;
  /** The folder of a built extension to load. */
  readonly extension?: string;
  readonly headless: boolean;
  /**
   * Whether it takes a client certificate unasked on every host, any one or one that the filter picks; of several the
   * one that expires last. Without this its own selector opens, at which a headless browser waits for ever.
   */
  readonly autoSelect?: boolean | CertificateFilter;
  /** The folder that downloads go to. */
  readonly downloads: string;
  readonly language: "ja" | "en";
}

/**
 * Starts Chromium, Chrome or Edge with a key store of its own, and waits until the extension's worker runs. The
 * browser ends when it is closed or when this process ends, however it ends.
 *
 * @throws Error where there is no browser, or it does not start
 */
export async function launchBrowser(options: BrowserOptions): Promise<Browser> {
  const { home, profile, extension, headless, autoSelect = false, downloads, language } = options;
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error("There is no Chromium, Chrome or Edge. Install one, or set KOSHIN_BROWSER to its path.");
  await mkdir(downloads, { recursive: true });
  const filter = autoSelect === true ? {} : autoSelect === false ? undefined : autoSelect;
  await writePreferences(profile, { filter, downloads, language });
  const browser = await launch({
    timeout: browserTimeout,
    executablePath,
    headless,
    pipe: true,
    userDataDir: profile,
    env: environment(home, language),
    ...(extension !== undefined && { enableExtensions: [extension] }),
    defaultViewport: headless ? { width: 1280, height: 800 } : null,
    args: [
      // Root has no user namespace to put the sandbox into; for everyone else it stays on.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
    // Whoever started this process decides what a signal means; the pipe's end ends the browser in any case.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  if (extension !== undefined) await findTarget(browser, (target) => target.url().startsWith("chrome-extension:"));
  return browser;
}

/** The environment with a `HOME` of the browser's own, and still with the way to the person's display. */
function environment(home: string, language: "ja" | "en"): Record<string, string | undefined> {
  const authority = process.env["XAUTHORITY"] ?? join(homedir(), ".Xauthority");
  return {
    ...process.env,
    HOME: home,
    XDG_DATA_HOME: undefined,
    XDG_CONFIG_HOME: undefined,
    XDG_CACHE_HOME: undefined,
    ...(existsSync(authority) && { XAUTHORITY: authority }),
    LANGUAGE: language,
  };
}
