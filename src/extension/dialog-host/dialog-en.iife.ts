import { textsEn } from "../../dialog/texts/texts-en.ts";
import { backgroundPort } from "./background-port.ts";
import { showRenewal } from "./show-renewal.ts";

void showRenewal(document, backgroundPort, "en", textsEn);
