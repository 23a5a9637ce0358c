import browser from "webextension-polyfill";
import { answer } from "./answer.ts";
import { readCaller } from "./caller.ts";
import { check } from "./check.ts";
import { download } from "./download.ts";
import { enrol } from "./enrol.ts";
import { report } from "./report.ts";
import { status } from "./status.ts";

browser.runtime.onMessage.addListener((message: unknown, sender: unknown) => {
  const caller = readCaller(sender, browser.runtime.id);
  return caller === undefined ? undefined : answer({ check, status, enrol, download, report }, caller, message);
});
