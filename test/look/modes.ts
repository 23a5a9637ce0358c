import type { Page } from "puppeteer";

/** How somebody has set their screen, system and browser. */
export interface Mode {
  readonly name: string;
  readonly width: number;
  readonly dark: boolean;
  readonly contrast?: "more";
  /** The system chooses all colours itself. */
  readonly forced?: boolean;
  /** The page is magnified by this factor: that many CSS pixels fewer are left of the screen. */
  readonly zoom?: number;
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

/** Sets a page's screen and preferences. Motion is reduced, so that a picture is the same each time. */
export async function setMode(page: Page, { width, dark, contrast, forced = false, zoom = 1 }: Mode): Promise<void> {
  await page.setViewport({ width: width / zoom, height: 900 / zoom, deviceScaleFactor: zoom });
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
