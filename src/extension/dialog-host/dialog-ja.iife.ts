import { textsJa } from "../../dialog/texts/texts-ja.ts";
import { backgroundPort } from "./background-port.ts";
import { showRenewal } from "./show-renewal.ts";

void showRenewal(document, backgroundPort, "ja", textsJa);
