import type { ExtensionMessage } from "../protocol/extension-message.ts";

/** How long a worker that is being stopped has to be gone, in milliseconds: a message to it would be lost. */
const stopTime = 500;

/**
 * Sends a message to the background and returns its answer. The browser may stop the background's worker at any time,
 * and starts it again for the next message: where it was stopped before it answered, the message is sent once more.
 * Everything may be asked for twice but a download, which the person would then have twice.
 *
 * @throws Error where there is no background to answer
 */
export async function sendToBackground(message: ExtensionMessage): Promise<unknown> {
  // Every browser answers this call with a promise: the polyfill would add its 4 kB to each dialog for nothing.
  try {
    return await chrome.runtime.sendMessage(message);
  } catch (cause) {
    if (message.kind === "download") throw cause;
    await new Promise((resolve) => setTimeout(resolve, stopTime));
    return await chrome.runtime.sendMessage(message);
  }
}
