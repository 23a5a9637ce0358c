import type { Texts } from "./texts.ts";

/** What is said of a press that did not count, in Japanese. */
export const textsJa: Texts = {
  covered:
    "この画面にほかの表示が重なっているか、見え方が変えられているため、操作を受け付けていません。画面の全体が見えることを確かめて、もう一度押してください。",
  stopped:
    "このページが、この画面での操作を止めています。更新は別のウィンドウで続けます。ウィンドウが開かないときは、ページを読み込み直してください。",
  "too-soon": "この画面が表示された直後だったため、操作を受け付けませんでした。内容を確かめて、もう一度押してください。",
};
