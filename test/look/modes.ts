import type { Page } from "puppeteer";

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

/** The modes for every surface. */
export const modes: readonly Mode[] = [
  { name: "desk", width: 1280, dark: false },
  { name: "narrow-dark", width: 400, dark: true },
  { name: "zoomed", width: 1280, dark: true, zoom: 2 },
  { name: "contrast", width: 1280, dark: false, contrast: "more" },
  { name: "contrast-dark", width: 400, dark: true, contrast: "more" },
  { name: "forced", width: 1280, dark: true, forced: true },
];

/** The modes for whole pages. The dialog does not use its page's font size, but the browser's. */
export const pageModes: readonly Mode[] = [...modes, { name: "large-letters", width: 1280, dark: false, fontScale: 2 }];

/** The modes for a popup's page in a tab: a popup is as wide as its content. */
export const popupModes: readonly Mode[] = pageModes.map((mode) => ({ ...mode, zoom: 1, width: 368 * (mode.fontScale ?? 1) }));

/** Sets a page's screen and preferences. Motion is reduced, so that screenshots are reproducible. */
export async function setMode(page: Page, { width, dark, contrast, forced = false, zoom = 1, fontScale }: Mode): Promise<void> {
  if (width !== undefined) await page.setViewport({ width: width / zoom, height: 900 / zoom, deviceScaleFactor: zoom });
  await page.evaluate(
    (size) => document.documentElement.style.setProperty("font-size", size),
    fontScale === undefined ? "" : `${fontScale * 100}%`,
  );
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
      { name: "prefers-reduced-motion", value: "reduce" },
      { name: "prefers-contrast", value: contrast ?? "no-preference" },
      { name: "forced-colors", value: forced ? "active" : "none" },
    ],
  });
}
