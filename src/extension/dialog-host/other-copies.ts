import { aliveEvent } from "./host-element.ts";

/**
 * Whether another copy of the extension shows its dialog in the document: one installed beside this one, or this one
 * before it was reloaded. A dialog that nobody operates any more is removed.
 */
export function isShownByAnotherCopy({ documentElement }: Document): boolean {
  for (const element of Array.from(documentElement.children)) {
    const root = element instanceof HTMLElement ? shadowRootOf(element) : undefined;
    if (root === undefined || root.querySelector("dialog.look") === null) continue;
    // Whoever operates it answers by preventing the default.
    if (!root.dispatchEvent(new Event(aliveEvent, { cancelable: true }))) return true;
    element.remove();
  }
  return false;
}

/** An element's shadow root, even a closed one, which extensions may see. */
function shadowRootOf(element: HTMLElement): ShadowRoot | undefined {
  const root: unknown =
    "dom" in chrome ? chrome.dom.openOrClosedShadowRoot(element) : Reflect.get(element, "openOrClosedShadowRoot");
  return root instanceof ShadowRoot ? root : undefined;
}
