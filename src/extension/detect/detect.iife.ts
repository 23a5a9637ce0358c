import { answerHandover } from "./answer-handover.ts";
import { checkOnce } from "./check-once.ts";
import { onMenu } from "./on-menu.ts";
import { siteOf } from "../sites.ts";

const site = siteOf(location.href);
if (site !== undefined) {
  const check = checkOnce();
  answerHandover(check);
  onMenu(site, () => void check());
}
