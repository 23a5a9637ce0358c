import type { Texts } from "./texts.ts";

/** Japanese, in the words of the documents. */
export const textsJa: Texts = { title: "システム管理サイト" };
