import type { ExtensionMessage } from "../protocol/extension-message.ts";

/** How long to wait for a stopping worker to be gone, in milliseconds: a message to it would be lost. */
const stopTime = 500;

/**
 * Sends a message to the background and returns its response. The browser may stop the background's worker at any time,
 * and starts it again for the next message: if it was stopped before it responded, the message is sent once more.
 * Every message is idempotent except a download, which would be saved twice.
 *
 * @throws Error if there is no background to respond
 */
export async function sendToBackground(message: ExtensionMessage): Promise<unknown> {
  // Every supported browser returns a promise here; the polyfill would only add 4 kB to each dialog.
  try {
    return await chrome.runtime.sendMessage(message);
  } catch (cause) {
    if (message.kind === "download") throw cause;
    await new Promise((resolve) => setTimeout(resolve, stopTime));
    return await chrome.runtime.sendMessage(message);
  }
}
