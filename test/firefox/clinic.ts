import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer";
import { runTool } from "../../src/demo/browser/run-tool.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { certificateOf, type World } from "../../src/demo/world-file.ts";
import { webappAssets } from "../../src/demo/world.ts";
import type { WebApp } from "../../src/server/routes/http/environment.ts";
import { serve, type RunningService } from "../../src/server/serve.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { createWebapp } from "../../src/webapp/create-webapp.ts";
import { completeDownload } from "../e2e/complete-download.ts";
import { copyWorld } from "../support/copied-world.ts";
import { chooseCertificate } from "./certificate-selector.ts";
import { createProfile, importIntoProfile } from "./key-store.ts";
import { launchFirefox } from "./launch-firefox.ts";

/** Options of a clinic with Firefox. */
export interface FirefoxClinicOptions {
  /** The common names of the certificates in the profile's key store. */
  readonly certificates: readonly string[];
  /** The folder of the extension built for Firefox; by default none. */
  readonly extension?: string;
  readonly language?: "ja" | "en";
  /** The web app; by default the demonstration's. */
  readonly webapp?: WebApp;
  /** The service's clock; by default the computer's. */
  readonly clock?: () => Date;
}

/** A clinic of the demonstration world that uses Firefox. */
export class FirefoxClinic {
  readonly world: World;
  readonly data: string;
  readonly downloads: string;
  readonly service: RunningService;
  readonly app: string;
  browser: Browser;
  readonly #folder: string;
  readonly #options: FirefoxClinicOptions;

  private constructor(made: {
    readonly world: World;
    readonly folder: string;
    readonly service: RunningService;
    readonly browser: Browser;
    readonly options: FirefoxClinicOptions;
  }) {
    this.world = made.world;
    this.#folder = made.folder;
    this.data = join(made.folder, "data");
    this.downloads = join(made.folder, "downloads");
    this.service = made.service;
    this.app = made.service.addresses.app;
    this.browser = made.browser;
    this.#options = made.options;
  }

  static async open(options: FirefoxClinicOptions): Promise<FirefoxClinic> {
    const folder = await mkdtemp(join(tmpdir(), "koshin-firefox-"));
    const data = join(folder, "data");
    const world = await copyWorld(data);
    await mkdir(join(folder, "home"));
    const profile = join(folder, "profile");
    await createProfile(profile, dataFolder(data).authority.rootCertificate);
    for (const cn of options.certificates) {
      const { p12, passwordFile } = certificateOf(world, cn);
      await importIntoProfile(profile, p12, passwordFile);
    }
    const { clock, webapp = createWebapp({ assets: webappAssets }) } = options;
    const service = await serve({ data, port: 0, webapp, log: "silent", ...(clock && { clock }) });
    return new FirefoxClinic({ world, folder, service, browser: await startBrowser(folder, options), options });
  }

  /** The serial number of a certificate of the world. */
  serialOf(cn: string): string {
    return certificateOf(this.world, cn).serial;
  }

  /**
   * Logs in in a new tab, without an earlier session, up to the master menu. Chooses a certificate if Firefox has not
   * remembered one since its start.
   */
  async logIn(serial?: string): Promise<Page> {
    await this.browser.deleteCookie(...(await this.browser.cookies()));
    const tab = await openTab(this.browser);
    const arrival = tab.goto(`${this.app}/login`);
    if (serial !== undefined) await chooseCertificate(tab, serial);
    await arrival;
    await tab.locator("#user").fill(this.world.user);
    await tab.locator("#password").fill(this.world.password);
    await Promise.all([tab.waitForNavigation(), tab.locator("button[type=submit]").click()]);
    return tab;
  }

  /** Imports a .p12 file into the profile's key store, as a person does on the settings page. */
  async importFile(p12: string, password: string): Promise<void> {
    const passwordFile = join(this.#folder, "password.txt");
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await importIntoProfile(join(this.#folder, "profile"), p12, passwordFile);
    await rm(passwordFile);
  }

  /** pk12util's description of a .p12 file, with its algorithms. */
  async describeFile(p12: string, password: string): Promise<string> {
    const passwordFile = join(this.#folder, "password.txt");
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    const description = await runTool("pk12util", ["-l", p12, "-w", passwordFile]);
    await rm(passwordFile);
    return description;
  }

  /** Imports a certificate of the world into the profile's key store. */
  async importCertificate(cn: string): Promise<void> {
    const { p12, passwordFile } = certificateOf(this.world, cn);
    await importIntoProfile(join(this.#folder, "profile"), p12, passwordFile);
  }

  /** Waits for a complete file with this extension in the download folder. */
  async downloaded(ending: string): Promise<string> {
    return await completeDownload(this.downloads, ending);
  }

  /** Restarts Firefox with the same profile and key store. */
  async restartBrowser(): Promise<void> {
    await this.browser.close();
    this.browser = await startBrowser(this.#folder, this.#options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.service.close();
    await rm(this.#folder, { recursive: true, maxRetries: 5 });
  }
}

async function startBrowser(folder: string, { extension, language = "ja" }: FirefoxClinicOptions): Promise<Browser> {
  const browser = await launchFirefox({
    home: join(folder, "home"),
    profile: join(folder, "profile"),
    downloads: join(folder, "downloads"),
    language,
  });
  if (extension !== undefined) await browser.installExtension(extension);
  return browser;
}
