import * as v from "valibot";
import { UnderwayQuestion, type UnderwayAnswer } from "../protocol/underway.ts";

/**
 * Tells the background while a renewal is under way, so that an update of the extension waits.
 *
 * @returns a function that ends this
 */
export function tellUnderway(isUnderway: () => boolean): () => void {
  const onMessage = (message: unknown, _sender: unknown, respond: (answer: UnderwayAnswer) => void): void => {
    if (v.is(UnderwayQuestion, message) && isUnderway()) respond("underway");
  };
  const { onMessage: messages } = chrome.runtime;
  messages.addListener(onMessage);
  return () => messages.removeListener(onMessage);
}
