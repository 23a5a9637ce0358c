import type { Texts } from "./texts.ts";

/** English. */
export const textsEn: Texts = { title: "System administration" };
