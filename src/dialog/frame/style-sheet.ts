import styles from "./dialog.css?inline";

/**
 * The dialog's style sheet, for a root of the caller's own. A `rem` is measured by the document around the dialog,
 * which many pages make smaller than letters (`html { font-size: 62.5% }`): here it is the size that the person's
 * browser gives to letters.
 */
export function dialogStyleSheet(root: ShadowRoot | HTMLElement): CSSStyleSheet {
  const size = letterSize(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles.replace(/([\d.]+)rem\b/g, (_, count: string) => `${Number(count) * size}px`));
  return sheet;
}

function letterSize(root: ShadowRoot | HTMLElement): number {
  const letter = document.createElement("span");
  // A generic family, because monospaced letters have a size of their own.
  letter.style.font = "medium serif";
  root.append(letter);
  const size = Number.parseFloat(getComputedStyle(letter).fontSize);
  letter.remove();
  return size;
}
