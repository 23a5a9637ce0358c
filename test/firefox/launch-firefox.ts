import { mkdir } from "node:fs/promises";
import { type Browser, launch } from "puppeteer";
import { browserTimeout, commandTimeout } from "../../src/demo/browser/waits.ts";
import { findFirefox } from "../../src/demo/programs/find-firefox.mjs";

/** Options for starting Firefox. */
export interface FirefoxOptions {
  /** Its `HOME`. */
  readonly home: string;
  /** The folder of its profile, with its key store. */
  readonly profile: string;
  /** The folder that downloads go to. */
  readonly downloads: string;
}

/**
 * Starts a real headless Firefox. It asks which certificate to use, as on a person's computer; its dialogs can be
 * answered, because tests have access to the browser's own documents.
 */
export async function launchFirefox({ home, profile, downloads }: FirefoxOptions): Promise<Browser> {
  const executablePath = findFirefox();
  if (executablePath === undefined) throw new Error("Firefox not found. Install firefox-esr.");
  await mkdir(downloads, { recursive: true });
  return await launch({
    timeout: browserTimeout,
    protocolTimeout: commandTimeout,
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
      // Without a notification service in the system, Firefox draws notifications in its own windows.
      "alerts.useSystemBackend": false,
      "intl.accept_languages": "ja,en",
    },
  });
}
