import { isClaimed } from "../claim.ts";
import { findOtherCopy, hasDeadDialog } from "../dialog-host/other-copies.ts";
import { listenFirst, notFirst } from "../first-listener.ts";
import { isMenu } from "../sites/sites.ts";
import { answerHandover } from "./answer-handover.ts";
import { askBackground } from "./ask-background.ts";
import { askMenuPath } from "./ask-menu-path.ts";
import { checkAtArrival } from "./check-at-arrival.ts";
import { onMenu } from "./on-menu.ts";

// The browser runs this only on configured hosts; the background checks every message again.
const checks = checkAtArrival({
  ask: async () => {
    const outcome = await askBackground();
    // Otherwise the dialog that is shown replaces a dead one.
    if (outcome === "nothing") findOtherCopy(document);
    return outcome;
  },
  isOpen: isClaimed,
  now: () => performance.now(),
  after: (wait, action) => {
    const timer = setTimeout(action, wait);
    return () => clearTimeout(timer);
  },
});
const answer = answerHandover(checks.handOver);
const onVisible = (): void => {
  if (!document.hidden) checks.retry();
};
const listen = (): void => {
  listenFirst();
  addEventListener("message", answer);
  addEventListener("online", checks.retry);
  document.addEventListener("visibilitychange", onVisible);
};
// Before the page's first script, which could otherwise stop the events at the dialog.
listen();
// `document.open()` removes every listener; what is still registered is not registered twice.
new MutationObserver((changes) => {
  if (changes.some(({ removedNodes }) => removedNodes.length > 0)) notFirst();
  listen();
}).observe(document, { childList: true });
void askMenuPath().then((menuPath) => {
  if (menuPath === undefined) return;
  onMenu(menuPath, checks.arrive);
  // In Firefox the extension was reloaded under its dialog, which may be open outside the menu, too.
  if (!isMenu({ menuPath }, location.href) && hasDeadDialog(document)) checks.arrive();
});
