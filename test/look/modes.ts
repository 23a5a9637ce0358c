import type { CDPSession, Page, Viewport } from "puppeteer";

/** Settings of a person's screen, system and browser. */
export interface Mode {
  readonly name: string;
  /** In screen pixels; by default the window keeps its size, like a popup. */
  readonly width?: number;
  readonly dark: boolean;
  readonly contrast?: "more";
  /** Forced colours: the system chooses all colours. */
  readonly forced?: boolean;
  /** The page's zoom factor; the screen has fewer CSS pixels accordingly. */
  readonly zoom?: number;
  /** The factor of the font size, and of everything relative to it. */
  readonly fontScale?: number;
}

/** The modes for every surface; those of one width follow each other, because another width lays a page out again. */
export const modes: readonly Mode[] = [
  { name: "desk", width: 1280, dark: false },
  { name: "contrast", width: 1280, dark: false, contrast: "more" },
  { name: "forced", width: 1280, dark: true, forced: true },
  { name: "narrow-dark", width: 400, dark: true },
  { name: "contrast-dark", width: 400, dark: true, contrast: "more" },
  { name: "zoomed", width: 1280, dark: true, zoom: 2 },
];

/** The modes for whole pages. The dialog does not use its page's font size, but the browser's. */
export const pageModes: readonly Mode[] = [...modes, { name: "large-letters", width: 1280, dark: false, fontScale: 2 }];

/** The modes for a popup's page in a tab: a popup is as wide as its content. */
export const popupModes: readonly Mode[] = pageModes.map((mode) => ({ ...mode, zoom: 1, width: 368 * (mode.fontScale ?? 1) }));

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** The session in which a page's settings are made: they last as long as their session. */
async function sessionOf(page: Page): Promise<CDPSession> {
  const session = sessions.get(page) ?? page.createCDPSession();
  sessions.set(page, session);
  return await session;
}

/** Sets a page's screen and preferences. Motion is reduced, so that screenshots are reproducible. */
export async function setMode(page: Page, { width, dark, contrast, forced = false, zoom = 1, fontScale }: Mode): Promise<void> {
  if (width !== undefined) await setScreen(page, { width: width / zoom, height: 900 / zoom, deviceScaleFactor: zoom });
  await page.evaluate(
    (size) => document.documentElement.style.setProperty("font-size", size),
    fontScale === undefined ? "" : `${fontScale * 100}%`,
  );
  const session = await sessionOf(page);
  await session.send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
      { name: "prefers-reduced-motion", value: "reduce" },
      { name: "prefers-contrast", value: contrast ?? "no-preference" },
      { name: "forced-colors", value: forced ? "active" : "none" },
    ],
  });
}

/** Sets the default font size in the browser's settings for a page, in pixels. */
export async function setDefaultFontSize(page: Page, size: number): Promise<void> {
  const session = await sessionOf(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: size } });
}

/** A page that has this screen already would lay itself out again for nothing. */
async function setScreen(page: Page, screen: Required<Pick<Viewport, "width" | "height" | "deviceScaleFactor">>): Promise<void> {
  const { width, height, deviceScaleFactor = 1 } = page.viewport() ?? {};
  if (width !== screen.width || height !== screen.height || deviceScaleFactor !== screen.deviceScaleFactor)
    await page.setViewport(screen);
}
