import styles from "./dialog.css?inline";

/**
 * The dialog's style sheet for the caller's root. A `rem` is relative to the surrounding document, where many pages
 * shrink it (`html { font-size: 62.5% }`): here it is replaced by the browser's default font size in pixels.
 */
export function dialogStyleSheet(root: ShadowRoot): CSSStyleSheet {
  const size = defaultFontSize(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles.replace(/([\d.]+)rem\b/g, (_, count: string) => `${Number(count) * size}px`));
  return sheet;
}

function defaultFontSize(root: ShadowRoot): number {
  const probe = document.createElement("span");
  // A generic family, because monospace has its own default size.
  probe.style.font = "medium serif";
  root.append(probe);
  const size = Number.parseFloat(getComputedStyle(probe).fontSize);
  probe.remove();
  return size;
}
