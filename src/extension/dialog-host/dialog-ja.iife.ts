import { textsJa as dialogJa } from "../../dialog/texts/ja.ts";
import { backgroundPort } from "./background-port.ts";
import { showRenewal } from "./show-renewal.ts";
import { textsJa as hostJa } from "./texts/ja.ts";

void showRenewal(document, backgroundPort, { language: "ja", dialog: dialogJa, host: hostJa });
