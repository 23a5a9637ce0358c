import { answerHandover } from "./answer-handover.ts";
import { askMenuPath } from "./ask-menu-path.ts";
import { checkOnce } from "./check-once.ts";
import { onMenu } from "./on-menu.ts";

// The browser runs this on configured hosts only; the background judges every message once more.
const check = checkOnce();
answerHandover(check);
void askMenuPath().then((menuPath) => {
  if (menuPath !== undefined) onMenu(menuPath, () => void check());
});
