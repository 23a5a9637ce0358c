import type { Texts } from "./texts.ts";

/** The extension's own window, in Japanese. */
export const textsJa: Texts = {
  continued: "ページの中では操作できなかったため、このウィンドウで更新を続けます。",
  tooSoon: "このウィンドウが表示された直後だったため、操作を受け付けませんでした。内容を確かめて、もう一度押してください。",
};
