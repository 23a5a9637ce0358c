import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, type Browser, type KeyInput, type Page, type Protocol } from "puppeteer";
import { vi } from "vitest";
import { browserTimeout, commandTimeout, openTab } from "../../../src/demo/browser/waits.ts";
import { AccessibleElement } from "../../../src/demo/walk/accessible-element.ts";
import { shareInWorker } from "../../support/share-in-worker.ts";
import { inpageScripts } from "./inpage-scripts.ts";
import { StandInService } from "./stand-in-service.ts";

/** Options for opening a page. */
export interface PageOptions {
  readonly dark?: boolean;
  readonly width?: number;
  /** Lets the page's own tools (axe) see into the dialog's root. */
  readonly openRoot?: boolean;
  /** The URL's fragment; `wait` does not start the watch. */
  readonly hash?: string;
  /** The platform in User-Agent Client Hints. */
  readonly platform?: "Windows" | "macOS" | "Linux";
}

/** A real browser, and a stand-in for the service. */
export class Harness {
  readonly service: StandInService;
  readonly downloads: string;
  readonly #browser: Browser;

  private constructor(service: StandInService, browser: Browser, downloads: string) {
    this.service = service;
    this.#browser = browser;
    this.downloads = downloads;
  }

  static async start(): Promise<Harness> {
    const service = await StandInService.start(await inpageScripts());
    const browser = await launch({
      timeout: browserTimeout,
      protocolTimeout: commandTimeout,
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"],
    });
    return new Harness(service, browser, await mkdtemp(join(tmpdir(), "koshin-dialog-downloads-")));
  }

  /** Opens the page in a new browser context. */
  async page(options: PageOptions = {}): Promise<Page> {
    const { openRoot = false, platform = "Windows" } = options;
    const page = await openTab(await this.#browser.createBrowserContext());
    await page.setUserAgent({
      userAgent: await this.#browser.userAgent(),
      userAgentMetadata: { platform, platformVersion: "15.0.0", architecture: "x86", model: "", mobile: false },
    });
    if (openRoot) {
      await page.evaluateOnNewDocument(`{
        const attach = Element.prototype.attachShadow;
        Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: "open" }); };
      }`);
    }
    await page.setRequestInterception(true);
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (!url.hostname.endsWith(".verify.localhost")) {
        void request.continue();
        return;
      }
      const answer = this.service.prove(url);
      const headers = {
        "Access-Control-Allow-Origin": this.service.origin,
        "Access-Control-Allow-Credentials": "true",
      };
      void (answer === undefined ? request.abort("connectionreset") : request.respond({ ...answer, headers }));
    });
    await this.show(page, options);
    return page;
  }

  /** Shows the page in an open tab. After `clear`, it is at another origin, which has stored nothing. */
  async show(page: Page, { dark = false, width = 1280, hash = "" }: PageOptions = {}): Promise<void> {
    const context = page.browserContext();
    await context.setPermission(this.service.origin, { permission: { name: "clipboard-read" }, state: "granted" });
    const session = await page.createCDPSession();
    await session.send("Browser.setDownloadBehavior", {
      behavior: "allow",
      downloadPath: this.downloads,
      ...(context.id === undefined ? {} : { browserContextId: context.id }),
    });
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await page.goto(`${this.service.origin}/#${hash}`);
  }

  /** Closes all pages but the kept one, resets the service, and empties the download folder. */
  async clear(kept?: Page): Promise<void> {
    await Promise.all(
      this.#browser
        .browserContexts()
        .slice(1)
        .filter((context) => context !== kept?.browserContext())
        .map((context) => context.close()),
    );
    await this.service.reset();
    await rm(this.downloads, { recursive: true });
    await mkdir(this.downloads);
  }

  /** The path of a downloaded file, once it is complete. */
  async downloaded(name: string): Promise<string> {
    await vi.waitFor(
      async () => {
        const names = await readdir(this.downloads);
        if (!names.includes(name)) throw new Error(`No ${name} among ${names.join()}.`);
        // Until the download is complete, an empty file reserves the name.
        if ((await stat(join(this.downloads, name))).size === 0) throw new Error(`${name} is still empty.`);
      },
      { timeout: browserTimeout, interval: 20 },
    );
    return join(this.downloads, name);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.service.close();
    await rm(this.downloads, { recursive: true });
  }
}

/** A harness for all tests of this process. */
class HarnessOfProcess implements AsyncDisposable {
  #started: Promise<Harness> | undefined;

  /** Starts it, if no test has before. */
  async start(): Promise<Harness> {
    this.#started ??= Harness.start();
    return await this.#started;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#started)?.stop();
  }
}

/** For tests that clear the harness after themselves. */
export const sharedHarness = shareInWorker(new HarnessOfProcess());

/** Clicks a control by its accessible name. */
export async function click(page: Page, name: string): Promise<void> {
  await new AccessibleElement(page, { name }).press();
}

/** Waits until the page contains a text in its accessibility tree. */
export async function reads(page: Page, text: string): Promise<void> {
  await vi.waitFor(async () => await requireText(page, text), { timeout: browserTimeout, interval: 50 });
}

/**
 * Clicks a control whose action may be repeated until the page contains a text, as a person does if large letters moved it away
 * from below the pointer.
 */
export async function clickUntilReads(page: Page, name: string, text: string): Promise<void> {
  await vi.waitFor(
    async () => {
      await click(page, name);
      await vi.waitFor(async () => await requireText(page, text), { timeout: 5000, interval: 50 });
    },
    { timeout: browserTimeout },
  );
}

async function requireText(page: Page, text: string): Promise<void> {
  const texts = await accessibleTexts(page);
  if (!texts.join("\n").includes(text)) throw new Error(`“${text}” is not among:\n${texts.join("\n")}`);
}

/** Waits until a live region announces a sentence. */
export async function spoken(page: Page, sentence: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const announced = await page.$$eval(`::-p-aria([role="status"])`, (all) => all.map((status) => status.textContent));
      if (!announced.includes(sentence)) throw new Error(`“${sentence}” is not announced, but: ${announced.join(" | ")}.`);
    },
    { timeout: browserTimeout, interval: 50 },
  );
}

/** Waits until a heading is shown. */
export async function heading(page: Page, name: string): Promise<void> {
  await new AccessibleElement(page, { role: "heading", name }).find();
}

/** Whether an element with this accessible name is shown at the moment. */
export async function shows(page: Page, name: string): Promise<boolean> {
  return (await page.$(`::-p-aria([name="${name}"])`)) !== null;
}

/** Presses keys one after the other. */
export async function press(page: Page, ...keys: readonly KeyInput[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** All texts in the page's accessibility tree; those of one element, between which a line may break, are one text. */
async function accessibleTexts(page: Page): Promise<string[]> {
  const texts = (await accessibleNodes(page)).filter(({ role }) => role?.value === "StaticText");
  const joined: string[] = [];
  for (const [at, { name, parentId }] of texts.entries()) {
    const text = String(name?.value);
    if (at > 0 && parentId === texts[at - 1]?.parentId) joined.push((joined.pop() ?? "") + text);
    else joined.push(text);
  }
  return joined;
}

/** The role and name of the focused element in the accessibility tree. */
export async function focused(page: Page): Promise<string> {
  const node = (await accessibleNodes(page)).findLast(({ properties }) =>
    properties?.some(({ name, value }) => name === "focused" && value.value === true),
  );
  return `${String(node?.role?.value)} ${String(node?.name?.value)}`;
}

/** The accessible description of an element. */
export async function described(page: Page, name: string): Promise<string | undefined> {
  const node = (await accessibleNodes(page)).find((each) => each.name?.value === name && each.description !== undefined);
  return node === undefined ? undefined : String(node.description?.value);
}

async function accessibleNodes(page: Page): Promise<Protocol.Accessibility.AXNode[]> {
  const session = await page.createCDPSession();
  try {
    return (await session.send("Accessibility.getFullAXTree")).nodes;
  } finally {
    await session.detach();
  }
}

/** Presses Tab until the control with this name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses += 1) {
    if ((await focused(page)).endsWith(` ${name}`)) return;
    await press(page, "Tab");
  }
  throw new Error(`Tab does not reach ${name}; the focus is at ${await focused(page)}.`);
}
