import { aliveEvent } from "./host-element.ts";
import { isReplaced } from "./is-replaced.ts";

/** Where a document keeps what a dialog had whose element the page did not let stay, sealed: on its own element. */
export const leftAttribute = "data-koshin-kept";

/** The dialog of another copy of the extension: one installed beside this one, or this one before it was reloaded. */
interface OtherCopy {
  /** Whether somebody operates it. */
  readonly alive: boolean;
  /** What a dialog that nobody operates any more had of a renewal, sealed. */
  readonly sealed: string | undefined;
}

/** Looks for the dialog of another copy in the document; removes one that nobody operates any more. */
export function findOtherCopy(document: Document): OtherCopy {
  let sealed: string | undefined;
  for (const { element, root } of dialogsIn(document)) {
    if (isAlive(root)) return { alive: true, sealed: undefined };
    sealed ??= keptIn(root);
    element.remove();
  }
  sealed ??= document.documentElement.getAttribute(leftAttribute) ?? undefined;
  clearLeft(document);
  return { alive: false, sealed };
}

/** Removes what `leftAttribute` keeps. */
export function clearLeft({ documentElement }: Document): void {
  documentElement.removeAttribute(leftAttribute);
}

/** Whether there is a dialog in the document that nobody operates any more, or what is left of one. */
export function hasDeadDialog(document: Document): boolean {
  return document.documentElement.hasAttribute(leftAttribute) || dialogsIn(document).some(({ root }) => !isAlive(root));
}

interface DialogIn {
  readonly element: HTMLElement;
  readonly root: ShadowRoot;
}

function dialogsIn({ documentElement }: Document): readonly DialogIn[] {
  return Array.from(documentElement.children).flatMap((element) => {
    const root = element instanceof HTMLElement ? shadowRootOf(element) : undefined;
    return element instanceof HTMLElement && root?.querySelector("dialog.look") ? [{ element, root }] : [];
  });
}

/** Whoever operates a dialog answers by preventing the default. */
function isAlive(root: ShadowRoot): boolean {
  return !root.dispatchEvent(new Event(aliveEvent, { cancelable: true }));
}

/** What `keepForSuccessor` left in a dialog's root. */
function keptIn(root: ShadowRoot): string | undefined {
  return root.querySelector("template")?.dataset["kept"];
}

/** An element's shadow root, even a closed one, which extensions may see, but no script that has outlived its extension. */
function shadowRootOf(element: HTMLElement): ShadowRoot | undefined {
  if (isReplaced()) return undefined;
  const root: unknown =
    "dom" in chrome ? chrome.dom.openOrClosedShadowRoot(element) : Reflect.get(element, "openOrClosedShadowRoot");
  return root instanceof ShadowRoot ? root : undefined;
}
