import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Browser, launch } from "puppeteer";
import { findBrowser } from "../programs/find-browser.mjs";
import { type CertificateFilter, writePreferences } from "./preferences.ts";
import { browserTimeout, commandTimeout, findTarget } from "./waits.ts";

/** Options for starting a browser. */
export interface BrowserOptions {
  /** Its `HOME`, which contains its key store on Linux, see `createKeyStore`. */
  readonly home: string;
  /** The folder of its profile, which persists between starts. */
  readonly profile: string;
  /** The folder of a built extension to load. */
  readonly extension?: string;
  readonly headless: boolean;
  /**
   * Whether it presents a client certificate on every host without asking: any one, or one that matches the filter;
   * among several, the one that expires last. Otherwise its own selector opens, and a headless browser would wait for
   * it forever.
   */
  readonly autoSelect?: boolean | CertificateFilter;
  /** The folder that downloads go to. */
  readonly downloads: string;
  readonly language: "ja" | "en";
}

/**
 * Starts Chromium, Chrome or Edge with its own key store, and waits until the extension's worker runs. The browser
 * exits when it is closed or when this process exits, for whatever reason.
 *
 * @throws Error if no browser is installed, or it does not start
 */
export async function launchBrowser(options: BrowserOptions): Promise<Browser> {
  const { home, profile, extension, headless, autoSelect = false, downloads, language } = options;
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error("Chromium, Chrome or Edge not found. Install one, or set KOSHIN_BROWSER to its path.");
  await mkdir(downloads, { recursive: true });
  const filter = autoSelect === true ? {} : autoSelect === false ? undefined : autoSelect;
  await writePreferences(profile, { filter, downloads, language });
  const browser = await launch({
    timeout: browserTimeout,
    executablePath,
    headless,
    ...(headless && { protocolTimeout: commandTimeout }),
    pipe: true,
    userDataDir: profile,
    env: environment(home, language),
    ...(extension !== undefined && { enableExtensions: [extension] }),
    defaultViewport: headless ? { width: 1280, height: 800 } : null,
    args: [
      // The sandbox needs a user namespace, which root does not have; for everyone else it stays on.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
    // Signals are handled by the caller; the browser exits in any case when its pipe closes.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  if (extension !== undefined) await findTarget(browser, (target) => target.url().startsWith("chrome-extension:"));
  return browser;
}

/** The environment with the browser's own `HOME`, but access to the person's display. */
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
