import type { Page } from "puppeteer";

/** How somebody has set their screen, system and browser. */
export interface Mode {
  readonly name: string;
  /** In pixels of the screen; where it is not given the window stays as large as it is, as a popup does. */
  readonly width?: number;
  readonly dark: boolean;
  readonly contrast?: "more";
  /** The system chooses all colours itself. */
  readonly forced?: boolean;
  /** The page is magnified by this factor: that many CSS pixels fewer are left of the screen. */
  readonly zoom?: number;
  /** Letters, and all that is measured by them, are this many times as large as usual. */
  readonly letters?: number;
}

/** What every surface is looked at in. */
export const modes: readonly Mode[] = [
  { name: "desk", width: 1280, dark: false },
  { name: "narrow-dark", width: 400, dark: true },
  { name: "zoomed", width: 1280, dark: true, zoom: 2 },
  { name: "contrast", width: 1280, dark: false, contrast: "more" },
  { name: "contrast-dark", width: 400, dark: true, contrast: "more" },
  { name: "forced", width: 1280, dark: true, forced: true },
];

/** What whole pages are looked at in besides. The dialog does not follow its page's letters, but the browser's. */
export const pageModes: readonly Mode[] = [...modes, { name: "large-letters", width: 1280, dark: false, letters: 2 }];

/** What a popup's page is looked at in, in a tab: a popup is as wide as its content wants it. */
export const popupModes: readonly Mode[] = pageModes.map((mode) => ({ ...mode, zoom: 1, width: 368 * (mode.letters ?? 1) }));

/** Sets a page's screen and preferences. Motion is reduced, so that a picture is the same each time. */
export async function setMode(page: Page, { width, dark, contrast, forced = false, zoom = 1, letters }: Mode): Promise<void> {
  if (width !== undefined) await page.setViewport({ width: width / zoom, height: 900 / zoom, deviceScaleFactor: zoom });
  await page.evaluate(
    (size) => document.documentElement.style.setProperty("font-size", size),
    letters === undefined ? "" : `${letters * 100}%`,
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
