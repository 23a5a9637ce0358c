import type { Texts } from "./texts.ts";

/** The extension's own window, in English. */
export const textsEn: Texts = {
  continued: "The page did not let the dialog work, so the renewal continues in this window.",
  tooSoon: "This window had only just come to the front, so your press was ignored. Read it, then press again.",
};
