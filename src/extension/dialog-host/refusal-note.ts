import type { Language } from "../../ui/language.ts";
import type { Verdict } from "./press-guard.ts";

type Refusal = Exclude<Verdict, "counts">;

const sentences: Readonly<Record<Language, Readonly<Record<Refusal, string>>>> = {
  ja: {
    covered:
      "この画面にほかの表示が重なっているか、見え方が変えられているため、操作を受け付けていません。画面の全体が見えることを確かめて、もう一度押してください。",
    "too-soon": "この画面が表示された直後だったため、操作を受け付けませんでした。内容を確かめて、もう一度押してください。",
  },
  en: {
    covered:
      "Something lies over this dialog or changes how it looks, so that no press is carried out. Make sure that you see the whole dialog, then press again.",
    "too-soon":
      "This dialog had only just come to the front, so that your press was not carried out. Look at what it says, then press again.",
  },
};

/**
 * Says on top of the dialog that a press did not count, and what to do, until one does.
 *
 * @returns what is told of each press
 */
export function noteRefusals(root: ShadowRoot, language: Language): (verdict: Verdict) => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".refused { position: sticky; inset-block-start: 0; z-index: 1; margin: 0; }");
  root.adoptedStyleSheets.push(sheet);
  const note = document.createElement("p");
  note.className = "note danger refused";
  note.role = "alert";
  return (verdict) => {
    if (verdict === "counts") {
      note.remove();
      return;
    }
    note.textContent = sentences[language][verdict];
    root.querySelector("dialog")?.prepend(note);
  };
}
