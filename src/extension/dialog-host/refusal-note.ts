import type { Verdict } from "./press-guard.ts";
import type { Texts } from "./texts/texts.ts";

/**
 * Shows on top of the dialog that a press did not count, and what to do, until one counts.
 *
 * @returns a function to call with the verdict on each press
 */
export function noteRefusals(root: ShadowRoot, texts: Texts): (verdict: Verdict) => void {
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
    note.textContent = texts[verdict];
    root.querySelector("dialog")?.prepend(note);
  };
}
