import { aliveEvent } from "./host-element.ts";
import { keptIn } from "./keep-for-successor.ts";

/** The dialog of another copy of the extension: one installed beside this one, or this one before it was reloaded. */
interface OtherCopy {
  /** Whether somebody operates it. */
  readonly alive: boolean;
  /** What a dialog that nobody operates any more had of a renewal, sealed. */
  readonly sealed: string | undefined;
}

/** Looks for the dialog of another copy in the document; removes one that nobody operates any more. */
export function findOtherCopy({ documentElement }: Document): OtherCopy {
  let sealed: string | undefined;
  for (const element of Array.from(documentElement.children)) {
    const root = element instanceof HTMLElement ? shadowRootOf(element) : undefined;
    if (root === undefined || root.querySelector("dialog.look") === null) continue;
    // Whoever operates it answers by preventing the default.
    if (!root.dispatchEvent(new Event(aliveEvent, { cancelable: true }))) return { alive: true, sealed: undefined };
    sealed ??= keptIn(root);
    element.remove();
  }
  return { alive: false, sealed };
}

/** An element's shadow root, even a closed one, which extensions may see. */
function shadowRootOf(element: HTMLElement): ShadowRoot | undefined {
  const root: unknown =
    "dom" in chrome ? chrome.dom.openOrClosedShadowRoot(element) : Reflect.get(element, "openOrClosedShadowRoot");
  return root instanceof ShadowRoot ? root : undefined;
}
