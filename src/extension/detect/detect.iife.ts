import { listenFirst } from "../first-listener.ts";
import { answerHandover } from "./answer-handover.ts";
import { askMenuPath } from "./ask-menu-path.ts";
import { checkOnce } from "./check-once.ts";
import { onMenu } from "./on-menu.ts";

// Before the page's first script, which could otherwise stop the events at the dialog.
listenFirst();
// The browser runs this only on configured hosts; the background checks every message again.
const check = checkOnce();
answerHandover(check);
void askMenuPath().then((menuPath) => {
  if (menuPath !== undefined) onMenu(menuPath, () => void check());
});
