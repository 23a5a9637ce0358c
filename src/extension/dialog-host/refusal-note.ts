import type { Language } from "../../dialog/language.ts";

const sentences: Readonly<Record<Language, string>> = {
  ja: "この画面にほかの表示が重なっているか、表示された直後だったため、操作を受け付けませんでした。画面の全体が見えることを確かめて、もう一度押してください。",
  en: "Something lay over this dialog, or it had only just appeared, so that your press was not carried out. Make sure that you see the whole dialog, then press again.",
};

/**
 * Says on top of the dialog that a press did not count, and what to do, until one does.
 *
 * @returns what is told of each press
 */
export function noteRefusals(root: ShadowRoot, language: Language): (counts: boolean) => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".refused { position: sticky; inset-block-start: 0; z-index: 1; margin: 0; }");
  root.adoptedStyleSheets.push(sheet);
  const note = document.createElement("p");
  note.className = "note danger refused";
  note.role = "alert";
  note.textContent = sentences[language];
  return (counts) => {
    if (counts) note.remove();
    else root.querySelector("dialog")?.prepend(note);
  };
}
