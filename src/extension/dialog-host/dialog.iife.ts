import { messagePort } from "./message-port.ts";
import { showRenewal } from "./show-renewal.ts";

// Every browser answers this call with a promise: the polyfill would add its 4 kB to each dialog for nothing.
void showRenewal(
  document,
  messagePort((message) => chrome.runtime.sendMessage(message)),
);
