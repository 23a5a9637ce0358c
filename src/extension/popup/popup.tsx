import { render } from "preact";
import browser from "webextension-polyfill";
import { languageFor } from "../../dialog/language.ts";
import { showDialog } from "../background/show-dialog.ts";
import { configuredSites } from "../configured-sites.ts";
import { Popup } from "./popup-view.tsx";
import { lookAt } from "./situation.ts";

const language = languageFor(navigator.language);
document.documentElement.lang = language;

const [tab] = await browser.tabs.query({ active: true, currentWindow: true });

render(
  <Popup
    language={language}
    look={async () => lookAt(tab?.url, await configuredSites())}
    open={async () => {
      if (tab?.id === undefined) return;
      await showDialog({ tabId: tab.id, frameIds: [0] });
      window.close();
    }}
  />,
  document.body,
);
