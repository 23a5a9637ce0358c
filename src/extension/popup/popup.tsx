import { render } from "preact";
import browser from "webextension-polyfill";
import { languageFor } from "../../ui/language.ts";
import { detectPlatform } from "../../ui/platform.ts";
import { goToRenewal } from "../actions/go-to-renewal.ts";
import { showDialog } from "../actions/show-dialog.ts";
import { changeLedger } from "../renewals/kept-ledger.ts";
import { snooze } from "../renewals/snooze.ts";
import { notedStatus } from "../service/noted-status.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { findUngranted } from "../sites/find-ungranted.ts";
import { diagnoseSituation } from "./diagnose-situation.ts";
import { followRecords } from "./follow-records.ts";
import { Popup } from "./popup-view.tsx";
import { lookAt } from "./situation.ts";

const language = languageFor(navigator.language);
document.documentElement.lang = language;

const [[tab], platform] = await Promise.all([browser.tabs.query({ active: true, currentWindow: true }), detectPlatform(navigator)]);

render(
  <Popup
    language={language}
    look={async () =>
      lookAt(tab?.url, await configuredSites(), (site) =>
        notedStatus({ ...site, ...(tab?.id !== undefined && { tabId: tab.id }), inPrivate: tab?.incognito === true }),
      )
    }
    findUngranted={async () => findUngranted(await configuredSites())}
    grant={(origins) => browser.permissions.request({ origins })}
    open={async () => {
      if (tab?.id === undefined) return;
      await showDialog({ tabId: tab.id, frameIds: [0] });
      window.close();
    }}
    diagnose={(situation) => diagnoseSituation(situation, platform, new Date())}
    follow={followRecords}
    goTo={async (record) => {
      await goToRenewal(record);
      window.close();
    }}
    snooze={async (record, days) => {
      const now = new Date();
      await changeLedger((ledger) => snooze(ledger, record, days, now), now);
    }}
  />,
  document.body,
);
