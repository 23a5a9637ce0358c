import * as v from "valibot";
import { HandoverRequest, type HandoverAnswer } from "../../protocol/handover.ts";
import type { Check } from "./check-at-arrival.ts";

/**
 * A listener that answers the in-page module of this window: at once that the extension is present, later whether it has
 * taken over. It ignores messages from other windows and origins, and synthetic events.
 */
export function answerHandover(check: Check): (event: MessageEvent<unknown>) => void {
  return (event) => {
    const [port] = event.ports;
    if (!event.isTrusted || event.source !== window || event.origin !== location.origin || port === undefined) return;
    if (!v.is(HandoverRequest, event.data)) return;
    const answer = (koshin: HandoverAnswer["koshin"]): void => port.postMessage({ koshin } satisfies HandoverAnswer);
    answer("acknowledged");
    void check().then((outcome) => answer(outcome === undefined ? "declined" : "taken"));
  };
}
