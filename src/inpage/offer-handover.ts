import * as v from "valibot";
import { acknowledgementTimeout, HandoverAnswer, type HandoverRequest } from "../protocol/handover.ts";

/** How long an extension that has acknowledged may take to say whether it takes over, in milliseconds. */
const decisionTimeout = 30_000;

/** What the extension made of the offer. */
export interface Handover {
  /** Whether the extension has taken the matter in hand; false where it did not say so in time. */
  readonly taken: Promise<boolean>;
  /**
   * Aborts where the extension takes it in hand after all, too late: on a busy page its answer can wait longer than
   * the time allowed. Of the two dialogs that there would be, the page's own has to go.
   */
  readonly takenLate: AbortSignal;
}

/** Offers the matter to the extension: over the page's own window, with a port that only the two of them hold. */
export function offerHandover(window: Window): Handover {
  const { port1: port, port2: offered } = new MessageChannel();
  const { promise: taken, resolve } = Promise.withResolvers<boolean>();
  const late = new AbortController();
  let timer = setTimeout(() => resolve(false), acknowledgementTimeout);

  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    const answer = v.safeParse(HandoverAnswer, data);
    if (!answer.success) return;
    clearTimeout(timer);
    switch (answer.output.koshin) {
      case "acknowledged":
        timer = setTimeout(() => resolve(false), decisionTimeout);
        break;
      case "taken":
        // Where the offer was given up before, this has no effect, and the signal has.
        resolve(true);
        void taken.then((inTime) => inTime || late.abort());
        port.close();
        break;
      case "declined":
        resolve(false);
        port.close();
        break;
    }
  };
  const request: HandoverRequest = { koshin: "handover" };
  window.postMessage(request, window.location.origin, [offered]);
  return { taken, takenLate: late.signal };
}
