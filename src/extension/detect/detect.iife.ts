import { answerHandover } from "./answer-handover.ts";
import { askMenuPath } from "./ask-menu-path.ts";
import { checkOnce } from "./check-once.ts";
import { onMenu } from "./on-menu.ts";

// The browser runs this only on configured hosts; the background checks every message again.
const check = checkOnce();
answerHandover(check);
void askMenuPath().then((menuPath) => {
  if (menuPath !== undefined) onMenu(menuPath, () => void check());
});
