import { textsEn as dialogEn } from "../../dialog/texts/en.ts";
import { backgroundPort } from "./background-port.ts";
import { showRenewal } from "./show-renewal.ts";
import { textsEn as hostEn } from "./texts/en.ts";

void showRenewal(document, backgroundPort, { language: "en", dialog: dialogEn, host: hostEn });
