import type { Texts } from "./texts.ts";

/** The messages about a press that did not count, in English. */
export const textsEn: Texts = {
  covered:
    "Something covers this dialog or changes its appearance, so presses are ignored. Make sure that you see the whole dialog, then press again.",
  stopped:
    "This page stops what you press and type in this dialog. The renewal continues in a window of its own; if none has opened, reload the page.",
  "too-soon": "This dialog had only just come to the front, so your press was ignored. Read it, then press again.",
};
