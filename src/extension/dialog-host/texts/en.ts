import type { Texts } from "./texts.ts";

/** What is said of a press that did not count, in English. */
export const textsEn: Texts = {
  covered:
    "Something lies over this dialog or changes how it looks, so that no press is carried out. Make sure that you see the whole dialog, then press again.",
  "too-soon":
    "This dialog had only just come to the front, so that your press was not carried out. Look at what it says, then press again.",
};
