import browser from "webextension-polyfill";
import { injectWork } from "../actions/inject-work.ts";
import { isRenewalWindowOpen, openRenewalWindow } from "../actions/renewal-window.ts";
import { download } from "../downloads/download.ts";
import { openFromNotification, remind, reminderAlarm, setReminderAlarm } from "../reminders/remind.ts";
import { showBadges } from "../reminders/show-badges.ts";
import { ledgerKey } from "../renewals/kept-ledger.ts";
import { readCaller } from "../service/caller.ts";
import { notedStage } from "../service/noted-stage.ts";
import { notedStatus } from "../service/noted-status.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { answer, type Handlers } from "./answer.ts";
import { check } from "./check.ts";
import { installUpdate, isUnderway, updateAlarm } from "./hold-update.ts";
import { keepStorageFromPages } from "./keep-storage-from-pages.ts";
import { answerOtherBackground, isBetweenBackgrounds } from "./other-background.ts";
import { connect, enrol } from "./page-requests.ts";
import { registerDetection } from "./register-detection.ts";
import { forgetSealKeys, sealKey } from "./seal-key.ts";

/** In Chromium, private windows have a background of their own, with the same storage. */
const inPrivate = browser.extension.inIncognitoContext;

const handlers: Handlers = {
  arrived: showBadges,
  check,
  status: notedStatus,
  work: ({ tabId, documentId }) => injectWork({ tabId, documentIds: [documentId] }),
  sealKey,
  enrol,
  connect,
  download: ({ inPrivate: forPrivate }, file) => download({ ...file, inPrivate: forPrivate }),
  report: (caller, message) => notedStage(caller, message.report),
  window: openRenewalWindow,
  isWindowOpen: isRenewalWindowOpen,
};
browser.runtime.onMessage.addListener((message: unknown, sender: unknown) => {
  const caller = readCaller(sender, browser.runtime.id);
  if (caller === undefined) return undefined;
  return answer(configuredSites, handlers, caller, message);
});

const begin = (): void => {
  void registerDetection();
  void showBadges();
};
browser.runtime.onInstalled.addListener(begin);
browser.runtime.onStartup.addListener(() => {
  begin();
  void forgetSealKeys();
});

const register = (): void => void registerDetection();
browser.permissions.onAdded.addListener(register);
browser.permissions.onRemoved.addListener(register);
browser.storage.onChanged.addListener((changes) => {
  if (Object.keys(changes).every(isBetweenBackgrounds)) {
    if (inPrivate) void answerOtherBackground(changes, isUnderway);
    return;
  }
  void showBadges();
  // The ledger changes at every login and does not affect the sites.
  if (Object.keys(changes).some((key) => key !== ledgerKey)) register();
});

// Both backgrounds hear of an alarm, a press and an update, which only one of them may act on.
if (!inPrivate) {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === updateAlarm) void installUpdate();
    if (name !== reminderAlarm) return;
    void remind().finally(showBadges);
  });
  browser.runtime.onUpdateAvailable.addListener(() => void installUpdate());
  browser.notifications.onClicked.addListener((id) => void openFromNotification(id));
  // An alarm can be lost in other ways than by a restart; it is restored whenever the worker starts.
  void setReminderAlarm();
}
void keepStorageFromPages();
