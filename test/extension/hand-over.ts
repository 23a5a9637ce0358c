import type { Page } from "puppeteer";

/** A reply of the extension to a page, with its delay in milliseconds. */
export interface ReceivedReply {
  readonly answer: string;
  readonly after: number;
}

/** Posts the handover from a page's script, like the in-page module, until the extension takes over or declines. */
export async function handOver(page: Page): Promise<readonly ReceivedReply[]> {
  return page.evaluate(async () => {
    const received: { answer: string; after: number }[] = [];
    const { port1, port2 } = new MessageChannel();
    const posted = performance.now();
    const settled = new Promise<void>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<{ koshin: string }>) => {
        received.push({ answer: data.koshin, after: performance.now() - posted });
        if (data.koshin !== "acknowledged") resolve();
      };
    });
    window.postMessage({ koshin: "handover" }, location.origin, [port2]);
    await settled;
    return received;
  });
}
