import * as v from "valibot";
import { acknowledgementTimeout, HandoverAnswer, type HandoverRequest } from "../protocol/handover.ts";

/** How long an extension that has acknowledged may take to say whether it takes over, in milliseconds. */
const decisionTimeout = 30_000;

/**
 * Offers the matter to the extension. Whatever it answers after this function has given up reaches nobody: the port is
 * closed, which tells the extension to stay out of it.
 *
 * @returns whether the extension has taken it in hand
 */
export function offerHandover(window: Window): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1: port, port2: offered } = new MessageChannel();
    let timer = setTimeout(() => settle(false), acknowledgementTimeout);

    function settle(taken: boolean): void {
      clearTimeout(timer);
      port.close();
      resolve(taken);
    }

    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      const answer = v.safeParse(HandoverAnswer, data);
      if (!answer.success) return;
      switch (answer.output.koshin) {
        case "acknowledged":
          clearTimeout(timer);
          timer = setTimeout(() => settle(false), decisionTimeout);
          break;
        case "taken":
          settle(true);
          break;
        case "declined":
          settle(false);
          break;
      }
    };
    // The extension can go away at any time: reloaded, updated, removed.
    port.addEventListener("close", () => settle(false));
    const request: HandoverRequest = { koshin: "handover" };
    window.postMessage(request, window.location.origin, [offered]);
  });
}
