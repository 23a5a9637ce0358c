import { watchRenewal } from "./watch-renewal.ts";

// The entry of the one script that the service puts into pages of an app that does not know it.
watchRenewal();
