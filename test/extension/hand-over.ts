import type { Page } from "puppeteer";

/** The extension's replies to a page, with their delays in milliseconds. */
export interface Heard {
  readonly answer: string;
  readonly after: number;
}

/** Posts the handover from a page's script, like the in-page module, until the extension takes over or declines. */
export async function handOver(page: Page): Promise<readonly Heard[]> {
  return page.evaluate(async () => {
    const heard: { answer: string; after: number }[] = [];
    const { port1, port2 } = new MessageChannel();
    const posted = performance.now();
    const settled = new Promise<void>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<{ koshin: string }>) => {
        heard.push({ answer: data.koshin, after: performance.now() - posted });
        if (data.koshin !== "acknowledged") resolve();
      };
    });
    window.postMessage({ koshin: "handover" }, location.origin, [port2]);
    await settled;
    return heard;
  });
}
