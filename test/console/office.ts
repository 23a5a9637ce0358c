import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Secret, TOTP } from "otpauth";
import type { Page } from "puppeteer";
import { importP12 } from "../../src/demo/browser/key-store.ts";
import { openTab } from "../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../src/demo/walk/accessible-element.ts";
import type { Role } from "../../src/protocol/console/session.ts";
import { defaultSettings, type Settings } from "../../src/server/settings/settings.ts";
import { dataFolder } from "../../src/server/system/data-folder.ts";
import { Computer } from "../e2e/computer.ts";
import { logIn, type FullLogin } from "../support/full-login.ts";
import { startService, type Holder, type ThrowawayService } from "../support/throwaway-service.ts";

const run = promisify(execFile);

/** The built site. */
const assets = join(import.meta.dirname, "..", "..", "dist", "console");

/** Who works there, and with what. */
interface OfficeOptions {
  /** A shared computer, which the caller ends; by default a new one. */
  readonly computer?: Computer;
  readonly settings?: Partial<Settings>;
  /** How many days the administrator's own certificate is valid still. */
  readonly daysLeft?: number;
}

/** How somebody comes to the site. */
interface VisitOptions {
  /** The `Cookie` header of a session. */
  readonly cookie?: string;
  readonly language?: "ja" | "en";
  /** Another origin of the service. */
  readonly site?: string;
}

/** An administrators' office: the service with the built site, and a computer with Chromium and the administrator's certificate. */
export class Office implements AsyncDisposable {
  readonly world: ThrowawayService;
  /** The certificate in the browser. */
  readonly certificate: Holder;
  readonly computer: Computer;
  readonly #owned: AsyncDisposableStack;

  private constructor(world: ThrowawayService, certificate: Holder, computer: Computer, owned: AsyncDisposableStack) {
    this.world = world;
    this.certificate = certificate;
    this.computer = computer;
    this.#owned = owned;
  }

  static async open({ computer, settings, daysLeft = 1000 }: OfficeOptions = {}): Promise<Office> {
    await using owned = new AsyncDisposableStack();
    const world = owned.use(
      await startService({ settings: { ...defaultSettings, ...settings, keyPoolSize: 0, console: { assets } } }),
    );
    const desk = computer ?? owned.use(new Computer());
    const authority = dataFolder(world.data).authority.rootCertificate;
    await desk.seat({ authority, port: world.port, extension: false });
    const certificate = await world.issue("client900", daysLeft);
    await importInto(desk.home, certificate);
    return new Office(world, certificate, desk, owned.move());
  }

  get site(): string {
    return `https://ctrl.localhost:${this.world.port}`;
  }

  /** Logs somebody in as their browser would, and opens a screen in a new tab in their session. */
  async comeIn(
    at = "#/",
    { role = "administrator", language = "ja" }: { readonly role?: Role; readonly language?: "ja" | "en" } = {},
  ): Promise<{ readonly page: Page; readonly login: FullLogin }> {
    const login = await logIn(this.world, this.certificate, { role });
    const page = await this.visit(at, { cookie: login.cookie, language });
    return { page, login };
  }

  /** Opens the site in a new tab, with a session's `Cookie` header or without a session. */
  async visit(at = "", { cookie, language, site = this.site }: VisitOptions = {}): Promise<Page> {
    const { browser } = this.computer;
    await browser.deleteCookie(...(await browser.cookies()));
    const page = await openTab(browser);
    if (cookie !== undefined) {
      const [name = "", value = ""] = cookie.split("=");
      const session = await page.createCDPSession();
      await session.send("Network.setCookie", { name, value, url: site, secure: true, httpOnly: true, sameSite: "Strict" });
      await session.detach();
    }
    if (language !== undefined) await page.evaluateOnNewDocument((chosen) => localStorage.setItem("language", chosen), language);
    await page.goto(`${site}/${at}`);
    return page;
  }

  /** Opens the site in one more tab of the same session. */
  async openAgain(at: string): Promise<Page> {
    const page = await openTab(this.computer.browser);
    await page.goto(`${this.site}/${at}`);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owned.disposeAsync();
  }
}

/** The codes of an authenticator app; each is accepted once, so the service's clock moves on by half a minute. */
export function authenticatorApp(world: ThrowawayService, secret: string): () => string {
  const generator = new TOTP({ secret: Secret.fromBase32(secret) });
  return () => {
    world.now = new Date(world.now.getTime() + 30_000);
    return generator.generate({ timestamp: world.now.getTime() });
  };
}

/** Presses a button, a link or a tab by its name. */
export async function press(page: Page, name: string, role = "button"): Promise<void> {
  await new AccessibleElement(page, { role, name }).press();
}

/** Presses every box that matches, once there is one. */
export async function tick(page: Page, boxes: string): Promise<void> {
  await page.locator(boxes).wait();
  for (const box of await page.$$(boxes)) await box.click();
}

/** Waits for a heading. */
export async function reads(page: Page, heading: string): Promise<void> {
  await new AccessibleElement(page, { role: "heading", name: heading }).find();
}

/** Waits for a text anywhere on the page. */
export async function readsText(page: Page, text: string): Promise<void> {
  await page.waitForFunction((wanted) => document.body.innerText.includes(wanted), {}, text);
}

/** The text of the first element that matches, once there is one. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return await page
    .locator(selector)
    .map(({ textContent }) => textContent)
    .wait();
}

async function importInto(home: string, { cert, key }: Holder): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "koshin-office-"));
  try {
    const file = (name: string): string => join(folder, name);
    await writeFile(file("own.pem"), cert);
    await writeFile(file("own.key"), key, { mode: 0o600 });
    await writeFile(file("password"), "import\n", { mode: 0o600 });
    const options = ["-in", file("own.pem"), "-inkey", file("own.key"), "-passout", "pass:import", "-out", file("own.p12")];
    await run("openssl", ["pkcs12", "-export", ...options]);
    await importP12(home, file("own.p12"), file("password"));
  } finally {
    await rm(folder, { recursive: true });
  }
}
