/** The in-page module as a plain script: a page that includes it is watched. */
import { watchRenewal } from "./watch-renewal.ts";

void watchRenewal();
