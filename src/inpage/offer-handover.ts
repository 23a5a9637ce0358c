import * as v from "valibot";
import { acknowledgementTimeout, HandoverAnswer, HandoverRequest } from "../protocol/handover.ts";

/** What the module itself sends after the extension's answer, by the same port: where it comes first, there was none. */
const unanswered = "unanswered";

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
  // Another listener of the page may keep the event from the one below.
  let timer = setTimeout(() => resolve(false), acknowledgementTimeout);
  const wait = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => resolve(false), milliseconds);
  };
  let waiting = true;
  // The extension hears the same event as this, and has answered by its end. How long its answer is on the way nobody
  // can say (in Firefox it goes through another process), but what is sent after it arrives after it.
  const heard = ({ source, data, ports: [way] }: MessageEvent<unknown>): void => {
    if (!waiting || source !== window || way === undefined || !v.is(HandoverRequest, data)) return;
    wait(decisionTimeout);
    setTimeout(() => way.postMessage(unanswered));
  };
  window.addEventListener("message", heard);
  void taken.then(() => window.removeEventListener("message", heard));

  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (waiting && data === unanswered) wait(0);
    const answer = v.safeParse(HandoverAnswer, data);
    if (!answer.success) return;
    waiting = false;
    clearTimeout(timer);
    switch (answer.output.koshin) {
      case "acknowledged":
        wait(decisionTimeout);
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
