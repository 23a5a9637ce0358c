import type { RenewalPort } from "../../dialog/port.ts";
import { messagePort } from "./message-port.ts";

/**
 * The dialog's port to the extension's background. Every browser answers this call with a promise: the polyfill would
 * add its 4 kB to each dialog for nothing.
 */
export const backgroundPort: RenewalPort = messagePort((message) => chrome.runtime.sendMessage(message));
