import { mkdir } from "node:fs/promises";
import { type Browser, launch } from "puppeteer";
import { browserTimeout } from "../../src/demo/browser/waits.ts";
import { findFirefox } from "../../src/demo/programs/find-firefox.mjs";

/** How a Firefox is to be started. */
export interface FirefoxOptions {
  /** Its `HOME`. */
  readonly home: string;
  /** The folder of its profile, with its own key store in it. */
  readonly profile: string;
  /** The folder that downloads go to. */
  readonly downloads: string;
  readonly language: "ja" | "en";
}

/**
 * Starts a real Firefox without a window. As on a person's computer it asks which certificate to use: its own dialogs
 * can be answered, because tests are let into the browser's own documents.
 */
export async function launchFirefox({ home, profile, downloads, language }: FirefoxOptions): Promise<Browser> {
  const executablePath = findFirefox();
  if (executablePath === undefined) throw new Error("There is no Firefox. Install firefox-esr.");
  await mkdir(downloads, { recursive: true });
  return await launch({
    timeout: browserTimeout,
    browser: "firefox",
    executablePath,
    headless: true,
    userDataDir: profile,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: undefined, XDG_CACHE_HOME: undefined },
    defaultViewport: { width: 1280, height: 800 },
    args: ["--remote-allow-system-access"],
    extraPrefsFirefox: {
      "security.default_personal_cert": "Ask Every Time",
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      // The system has nobody here to draw a notification; Firefox then draws it in a window of its own.
      "alerts.useSystemBackend": false,
      "intl.accept_languages": language === "ja" ? "ja,en" : "en,ja",
    },
  });
}
