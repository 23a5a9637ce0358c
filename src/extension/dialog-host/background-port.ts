import type { RenewalPort } from "../../dialog/machine/port.ts";
import { sendToBackground } from "../send-to-background.ts";
import { messagePort } from "./message-port.ts";

/** The dialog's port to the extension's background. */
export const backgroundPort: RenewalPort = messagePort(sendToBackground);
