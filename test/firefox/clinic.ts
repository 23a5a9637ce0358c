import { mkdtemp, rm, writeFile } from "node:fs/promises";
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
import { FirefoxComputer } from "./computer.ts";
import { importIntoProfile } from "./key-store.ts";

/** Options of a clinic with Firefox. */
export interface FirefoxClinicOptions {
  /** The common names of the certificates in the profile's key store. */
  readonly certificates: readonly string[];
  /** The folder of the extension built for Firefox; by default none. */
  readonly extension?: string;
  /** The web app; by default the demonstration's. */
  readonly webapp?: WebApp;
  /** The service's clock; by default the computer's. */
  readonly clock?: () => Date;
  /** A shared computer, which the caller ends; by default a new one. */
  readonly computer?: FirefoxComputer;
}

/** A clinic of the demonstration world that uses Firefox. */
export class FirefoxClinic {
  readonly world: World;
  readonly data: string;
  readonly service: RunningService;
  readonly app: string;
  readonly #folder: string;
  readonly #computer: FirefoxComputer;
  readonly #options: FirefoxClinicOptions;

  private constructor(made: {
    readonly world: World;
    readonly folder: string;
    readonly service: RunningService;
    readonly computer: FirefoxComputer;
    readonly options: FirefoxClinicOptions;
  }) {
    this.world = made.world;
    this.#folder = made.folder;
    this.data = join(made.folder, "data");
    this.service = made.service;
    this.app = made.service.addresses.app;
    this.#computer = made.computer;
    this.#options = made.options;
  }

  static async open(options: FirefoxClinicOptions): Promise<FirefoxClinic> {
    const folder = await mkdtemp(join(tmpdir(), "koshin-firefox-"));
    const data = join(folder, "data");
    const world = await copyWorld(data);
    const { certificates, extension, computer = new FirefoxComputer() } = options;
    await computer.seat({ authority: dataFolder(data).authority.rootCertificate, extension });
    for (const cn of certificates) {
      const { p12, passwordFile } = certificateOf(world, cn);
      await importIntoProfile(computer.profile, p12, passwordFile);
    }
    const { clock, webapp = createWebapp({ assets: webappAssets }) } = options;
    const service = await serve({ data, port: 0, webapp, log: "silent", ...(clock && { clock }) });
    return new FirefoxClinic({ world, folder, service, computer, options });
  }

  get browser(): Browser {
    return this.#computer.browser;
  }

  get downloads(): string {
    return this.#computer.downloads;
  }

  /** The serial number of a certificate of the world. */
  serialOf(cn: string): string {
    return certificateOf(this.world, cn).serial;
  }

  /**
   * Logs in in a new tab, without an earlier session, up to the master menu. Chooses a certificate if Firefox has not
   * remembered one since its start.
   *
   * @param leaving the tab in front, which is closed before
   */
  async logIn(serial?: string, leaving?: Page): Promise<Page> {
    await this.browser.deleteCookie(...(await this.browser.cookies()));
    const tab = await openTab(this.browser);
    // Not earlier: Firefox opens no tab before the one in front is hidden, which the successor of a closed one may never be.
    await leaving?.close();
    const arrival = tab.goto(`${this.app}/login`);
    if (serial !== undefined) await chooseCertificate(tab, serial);
    await arrival;
    // A tab that closes at the same time may bring another one to the front, and presses wait for a frame to be drawn.
    await tab.bringToFront();
    // Typing key by key would take as long as loading a page.
    const atOnce = { typingThreshold: 0 };
    await tab.locator("#user").fill(this.world.user, atOnce);
    await tab.locator("#password").fill(this.world.password, atOnce);
    await Promise.all([tab.waitForNavigation(), tab.locator("button[type=submit]").click()]);
    return tab;
  }

  /** Imports a .p12 file into the profile's key store, as a person does on the settings page. */
  async importFile(p12: string, password: string): Promise<void> {
    const passwordFile = join(this.#folder, "password.txt");
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await importIntoProfile(this.#computer.profile, p12, passwordFile);
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
    await importIntoProfile(this.#computer.profile, p12, passwordFile);
  }

  /** Waits for a complete file with this extension in the download folder. */
  async downloaded(ending: string): Promise<string> {
    return await completeDownload(this.downloads, ending);
  }

  /** Restarts Firefox with the same profile and key store. */
  async restartBrowser(): Promise<void> {
    await this.#computer.restartBrowser();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#options.computer === undefined) await this.#computer[Symbol.asyncDispose]();
    await this.service.close();
    await rm(this.#folder, { recursive: true });
  }
}
