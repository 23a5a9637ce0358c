import browser from "webextension-polyfill";
import { configuredSites } from "../configured-sites.ts";
import { answer } from "./answer.ts";
import { readCaller } from "./caller.ts";
import { check } from "./check.ts";
import { download } from "./download.ts";
import { enrol } from "./enrol.ts";
import { keepStorageFromPages } from "./keep-storage-from-pages.ts";
import { registerDetection } from "./register-detection.ts";
import { report } from "./report.ts";
import { status } from "./status.ts";

browser.runtime.onMessage.addListener((message: unknown, sender: unknown) => {
  const caller = readCaller(sender, browser.runtime.id);
  if (caller === undefined) return undefined;
  return answer(configuredSites, { check, status, enrol, download, report }, caller, message);
});

const register = (): void => void registerDetection();
browser.runtime.onInstalled.addListener(register);
browser.runtime.onStartup.addListener(register);
browser.storage.onChanged.addListener(register);
browser.permissions.onAdded.addListener(register);
browser.permissions.onRemoved.addListener(register);
void keepStorageFromPages();
