import * as v from "valibot";
import { acknowledgementTimeout, HandoverAnswer, HandoverRequest } from "../protocol/handover.ts";

/** Sent by the module itself over the same port, to arrive after the extension's reply: if it comes first, there was none. */
const unanswered = "unanswered";

/** How long an extension that has acknowledged may take to decide whether it takes over, in milliseconds. */
const decisionTimeout = 30_000;

/** The extension's reaction to the offer. */
export interface Handover {
  /** Whether the extension has taken over; false if it did not say so in time. */
  readonly taken: Promise<boolean>;
  /**
   * Aborts if the extension takes over after the timeout, because its reply was delayed on a busy page. The page's own
   * dialog then has to close in favour of the extension's.
   */
  readonly takenLate: AbortSignal;
}

/** Offers the renewal to the extension: by a message to the page's own window, with a port for the replies. */
export function offerHandover(window: Window): Handover {
  const { port1: port, port2: offered } = new MessageChannel();
  const { promise: taken, resolve } = Promise.withResolvers<boolean>();
  const late = new AbortController();
  // Another listener of the page may stop the event before it reaches the one below.
  let timer = setTimeout(() => resolve(false), acknowledgementTimeout);
  const wait = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => resolve(false), milliseconds);
  };
  let waiting = true;
  // The extension receives the same event, and has replied by its end. The delay of its reply is unknown (in Firefox it
  // goes through another process), but a message sent after it arrives after it.
  const onMessage = ({ source, data, ports: [replies] }: MessageEvent<unknown>): void => {
    if (!waiting || source !== window || replies === undefined || !v.is(HandoverRequest, data)) return;
    wait(decisionTimeout);
    setTimeout(() => replies.postMessage(unanswered));
  };
  window.addEventListener("message", onMessage);
  void taken.then(() => window.removeEventListener("message", onMessage));

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
        // After the timeout this has no effect, and the signal is used.
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
