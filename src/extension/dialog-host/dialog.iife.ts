import browser from "webextension-polyfill";
import { messagePort } from "./message-port.ts";
import { showRenewal } from "./show-renewal.ts";

void showRenewal(
  document,
  messagePort((message) => browser.runtime.sendMessage(message)),
);
