import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer";
import { importP12 } from "../../src/demo/browser/key-store.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { certificateOf, type World } from "../../src/demo/world-file.ts";
import { webappAssets } from "../../src/demo/world.ts";
import type { WebApp } from "../../src/server/routes/http/environment.ts";
import { serve, type RunningService } from "../../src/server/serve.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { createWebapp } from "../../src/webapp/create-webapp.ts";
import { copyWorld } from "../support/copied-world.ts";
import { emptyKeyStore } from "../support/empty-key-store.ts";
import { cookieOfSession } from "../support/logged-in.ts";
import { completeDownload } from "./complete-download.ts";
import { Computer } from "./computer.ts";

/** Options of a clinic. */
export interface ClinicOptions {
  /** The common names of the certificates in the browser's key store. */
  readonly certificates: readonly string[];
  /** Whether the browser has the extension. */
  readonly extension: boolean;
  /** The service's clock; by default the computer's. */
  readonly clock?: () => Date;
  /** Makes the data folder of another world; by default that of the demonstration is copied. */
  readonly begin?: (data: string) => Promise<World>;
  /** The port of a front through which people reach the service, and which the caller starts; by default the service's own. */
  readonly frontPort?: number;
  /** The web app in the service; by default the demonstration's. */
  readonly webapp?: WebApp | "none";
  /** A shared computer, which the caller ends; by default a new one. */
  readonly computer?: Computer;
}

/** A clinic of the demonstration world, or of another one: the service, and a person's computer with Chromium and its key store. */
export class Clinic {
  readonly world: World;
  readonly data: string;
  readonly #computer: Computer;
  readonly #folder: string;
  readonly #port: number;
  readonly #options: ClinicOptions;
  #service: RunningService | undefined;

  private constructor(made: {
    readonly world: World;
    readonly folder: string;
    readonly service: RunningService;
    readonly computer: Computer;
    readonly options: ClinicOptions;
  }) {
    this.world = made.world;
    this.#folder = made.folder;
    this.data = dataIn(made.folder);
    this.#computer = made.computer;
    this.#service = made.service;
    this.#port = made.options.frontPort ?? Number(new URL(made.service.addresses.app).port);
    this.#options = made.options;
  }

  static async open(options: ClinicOptions): Promise<Clinic> {
    const { certificates, extension, begin = copyWorld, computer = new Computer() } = options;
    const folder = await mkdtemp(join(tmpdir(), "koshin-clinic-"));
    const data = dataIn(folder);
    const world = await begin(data);
    const service = await startService(data, 0, options);
    const port = options.frontPort ?? Number(new URL(service.addresses.app).port);
    await computer.seat({ authority: dataFolder(data).authority.rootCertificate, port, extension });
    for (const cn of certificates) {
      const { p12, passwordFile } = certificateOf(world, cn);
      await importP12(computer.home, p12, passwordFile);
    }
    return new Clinic({ world, folder, service, computer, options });
  }

  get browser(): Browser {
    return this.#computer.browser;
  }

  get home(): string {
    return this.#computer.home;
  }

  get downloads(): string {
    return this.#computer.downloads;
  }

  get service(): RunningService {
    if (this.#service === undefined) throw new Error("The service is not running.");
    return this.#service;
  }

  /** The web app's origin, whether or not the service runs. */
  get app(): string {
    return `https://app.localhost:${this.#port}`;
  }

  /** The serial number of a certificate of the world. */
  serialOf(cn: string): string {
    return certificateOf(this.world, cn).serial;
  }

  /** Logs in in a new tab, without an earlier session, up to the master menu. */
  async logIn(): Promise<Page> {
    await this.browser.deleteCookie(...(await this.browser.cookies()));
    const tab = await openTab(this.browser);
    await tab.goto(`${this.app}/login`);
    // Typing key by key would take as long as loading a page.
    const atOnce = { typingThreshold: 0 };
    await tab.locator("#user").fill(this.world.user, atOnce);
    await tab.locator("#password").fill(this.world.password, atOnce);
    await Promise.all([tab.waitForNavigation(), tab.locator("button[type=submit]").click()]);
    return tab;
  }

  /** Opens the master menu in a new tab, as after a login with the first of the certificates, without an earlier session. */
  async comeIn(): Promise<Page> {
    const { certificates, clock = () => new Date() } = this.#options;
    const [cn = ""] = certificates;
    const cookie = await cookieOfSession(this.service, { tenant: this.world.tenant, account: this.world.user, cn, now: clock() });
    await this.browser.deleteCookie(...(await this.browser.cookies()));
    const tab = await openTab(this.browser);
    const session = await tab.createCDPSession();
    // Puppeteer's own function names the domain, which a cookie of one host may not have.
    await session.send("Network.setCookie", { ...cookie, url: this.app });
    await session.detach();
    await tab.goto(`${this.app}/menu`);
    return tab;
  }

  /** Opens another tab at the master menu, in the same session. */
  async openMenu(): Promise<Page> {
    const tab = await openTab(this.browser);
    await tab.goto(`${this.app}/menu`);
    return tab;
  }

  /** Imports a .p12 file with the platform's tool, as a person would. */
  async importFile(p12: string, password: string): Promise<void> {
    const passwordFile = join(this.#folder, "password.txt");
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await importP12(this.home, p12, passwordFile);
    await rm(passwordFile);
  }

  /** Removes every certificate with a key from the key store, with the platform's tool. */
  async emptyKeyStore(): Promise<void> {
    await emptyKeyStore(this.home);
  }

  /** Waits for a complete file with this extension in the download folder. */
  async downloaded(ending: string): Promise<string> {
    return await completeDownload(this.downloads, ending);
  }

  async stopService(): Promise<void> {
    await this.service.close();
    this.#service = undefined;
  }

  /** Starts the service again on the same port and data. */
  async startService(): Promise<void> {
    this.#service = await startService(this.data, this.#port, this.#options);
  }

  /** Restarts the browser with the same key store, and with the same profile or another one. */
  async restartBrowser(profile?: string): Promise<void> {
    await this.#computer.restartBrowser(profile);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#options.computer === undefined) await this.#computer[Symbol.asyncDispose]();
    await this.#service?.close();
    await rm(this.#folder, { recursive: true });
  }
}

function dataIn(folder: string): string {
  return join(folder, "data");
}

async function startService(data: string, port: number, { clock, webapp }: ClinicOptions): Promise<RunningService> {
  const answered = webapp ?? createWebapp({ assets: webappAssets });
  const answers = answered === "none" ? {} : { webapp: answered };
  return await serve({ data, port, ...answers, log: "silent", ...(clock && { clock }) });
}
