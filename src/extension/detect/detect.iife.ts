import { isClaimed } from "../claim.ts";
import { listenFirst } from "../first-listener.ts";
import { answerHandover } from "./answer-handover.ts";
import { askBackground } from "./ask-background.ts";
import { askMenuPath } from "./ask-menu-path.ts";
import { checkAtArrival } from "./check-at-arrival.ts";
import { onMenu } from "./on-menu.ts";

// Before the page's first script, which could otherwise stop the events at the dialog.
listenFirst();
// The browser runs this only on configured hosts; the background checks every message again.
const checks = checkAtArrival({
  ask: askBackground,
  isOpen: isClaimed,
  now: () => performance.now(),
  after: (wait, action) => {
    const timer = setTimeout(action, wait);
    return () => clearTimeout(timer);
  },
});
answerHandover(checks.handOver);
addEventListener("online", checks.retry);
document.addEventListener("visibilitychange", () => document.hidden || checks.retry());
void askMenuPath().then((menuPath) => {
  if (menuPath !== undefined) onMenu(menuPath, checks.arrive);
});
