import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "puppeteer";
import { createKeyStore, importP12, trustAuthority } from "../../src/demo/browser/key-store.ts";
import { launchBrowser } from "../../src/demo/browser/launch-browser.ts";
import { runTool } from "../../src/demo/browser/run-tool.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import { certificateOf, type World } from "../../src/demo/world-file.ts";
import { accountsFile, makeWorld, webappAssets } from "../../src/demo/world.ts";
import type { WebApp } from "../../src/server/routes/http/environment.ts";
import { serve, type RunningService } from "../../src/server/serve.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { createWebapp } from "../../src/webapp/create-webapp.ts";
import { wholeDownload } from "./whole-download.ts";

/** What is particular about a clinic. */
export interface ClinicOptions {
  /** The common names of the certificates in the browser's key store. */
  readonly certificates: readonly string[];
  /** Whether the browser has the extension. */
  readonly extension: boolean;
  /** The service's time of day; the computer's where it is not given. */
  readonly clock?: () => Date;
  /** What answers on the web app's host; the demonstration's web app where it is not given. */
  readonly webapp?: WebApp;
}

const extensionFolder = fileURLToPath(new URL("../../dist/extension", import.meta.url));

/** A clinic of the demonstration world: the service, and a person's computer with Chromium and its key store. */
export class Clinic {
  readonly world: World;
  readonly data: string;
  readonly home: string;
  readonly downloads: string;
  browser: Browser;
  #service: RunningService | undefined;
  readonly #folder: string;
  readonly #port: number;
  readonly #extension: boolean;
  readonly #options: ClinicOptions;

  private constructor(made: { world: World; folder: string; service: RunningService; browser: Browser; options: ClinicOptions }) {
    this.world = made.world;
    this.#folder = made.folder;
    this.data = join(made.folder, "data");
    this.home = join(made.folder, "home");
    this.downloads = join(made.folder, "downloads");
    this.browser = made.browser;
    this.#service = made.service;
    this.#port = Number(new URL(made.service.addresses.app).port);
    this.#extension = made.options.extension;
    this.#options = made.options;
  }

  static async open(options: ClinicOptions): Promise<Clinic> {
    const { certificates, extension } = options;
    const folder = await mkdtemp(join(tmpdir(), "koshin-clinic-"));
    const data = join(folder, "data");
    const home = join(folder, "home");
    const world = await makeWorld(data, new Date());
    await mkdir(home);
    await createKeyStore(home);
    await trustAuthority(home, dataFolder(data).authority.rootCertificate);
    for (const cn of certificates) {
      const { p12, passwordFile } = certificateOf(world, cn);
      await importP12(home, p12, passwordFile);
    }
    const service = await startService(data, 0, options);
    const browser = await startBrowser(folder, extension);
    return new Clinic({ world, folder, service, browser, options });
  }

  get service(): RunningService {
    if (this.#service === undefined) throw new Error("The service is down.");
    return this.#service;
  }

  /** The web app's origin, whether or not the service runs. */
  get app(): string {
    return `https://app.localhost:${this.#port}`;
  }

  /** The serial of a certificate of the world. */
  serialOf(cn: string): string {
    return certificateOf(this.world, cn).serial;
  }

  /** Opens a tab at the login page, on a day without a session, and arrives at the master menu. */
  async logIn(): Promise<Page> {
    await this.browser.deleteCookie(...(await this.browser.cookies()));
    const tab = await openTab(this.browser);
    await tab.goto(`${this.app}/login`);
    await new AccessibleElement(tab, { role: "textbox", name: "ユーザー名" }).fill(this.world.user);
    await tab.locator("#password").fill(this.world.password);
    await Promise.all([tab.waitForNavigation(), tab.locator("button[type=submit]").click()]);
    return tab;
  }

  /** Opens one more tab at the master menu, in the session of the others. */
  async openMenu(): Promise<Page> {
    const tab = await openTab(this.browser);
    await tab.goto(`${this.app}/menu`);
    return tab;
  }

  /** Imports a .p12 file as the person would, with the platform's tool. */
  async importFile(p12: string, password: string): Promise<void> {
    const passwordFile = join(this.#folder, "password.txt");
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await importP12(this.home, p12, passwordFile);
    await rm(passwordFile);
  }

  /** Takes every certificate with a key out of the key store, as the platform's tool does. */
  async emptyKeyStore(): Promise<void> {
    const database = ["-d", `sql:${join(this.home, ".pki", "nssdb")}`];
    const listed = await runTool("certutil", ["-L", ...database]);
    for (const [, name = ""] of listed.matchAll(/^(.+?)\s+u,u,u$/gm)) await runTool("certutil", ["-F", ...database, "-n", name]);
  }

  /** Waits until a file of this ending has arrived whole in the download folder. */
  async downloaded(ending: string): Promise<string> {
    return await wholeDownload(this.downloads, ending);
  }

  async stopService(): Promise<void> {
    await this.service.close();
    this.#service = undefined;
  }

  /** Starts the service again on the same port and data. */
  async startService(): Promise<void> {
    this.#service = await startService(this.data, this.#port, this.#options);
  }

  /** Ends the browser and starts it again with the same key store, and with the same profile or another one. */
  async restartBrowser(profile = "profile"): Promise<void> {
    await this.browser.close();
    this.browser = await startBrowser(this.#folder, this.#extension, profile);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.#service?.close();
    await rm(this.#folder, { recursive: true });
  }
}

async function startService(data: string, port: number, { clock, webapp }: ClinicOptions): Promise<RunningService> {
  const answered = webapp ?? createWebapp({ accounts: accountsFile(data), assets: webappAssets });
  return await serve({ data, port, webapp: answered, log: "silent", ...(clock && { clock }) });
}

async function startBrowser(folder: string, extension: boolean, profile = "profile"): Promise<Browser> {
  return await launchBrowser({
    home: join(folder, "home"),
    profile: join(folder, profile),
    downloads: join(folder, "downloads"),
    ...(extension && { extension: extensionFolder }),
    headless: true,
    autoSelect: true,
    language: "ja",
  });
}
