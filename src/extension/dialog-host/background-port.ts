import { sendToBackground } from "../send-to-background.ts";
import { messagePort, type BackgroundPort } from "./message-port.ts";

/** The dialog's port to the extension's background. */
export const backgroundPort: BackgroundPort = messagePort(sendToBackground);
