import { returnLimit } from "../../dialog/frame/return-limit.ts";

/** Answered inside the dialog's root, by preventing its default, as long as somebody operates the dialog. */
export const aliveEvent = "koshin-alive";

/** The element that contains the dialog in an untrusted page. */
export interface HostElement {
  /** Closed, and part of the isolated world: the page's scripts cannot reach into it. */
  readonly root: ShadowRoot;
  /** Compensates for the page's zoom; returns whether there was none and the element is unchanged and in its place. */
  keepInPlace(): boolean;
  remove(): void;
}

/** What the page did to the element. */
interface HostEvents {
  /** `document.open()` has removed every listener of the document, also inside of the element. */
  readonly onErased: () => void;
  /** The page has removed the element too often; it does not return any more. */
  readonly onGone: () => void;
}

/** The factor by which surrounding styles zoom an element; not every browser reports it. */
interface Zoomed {
  readonly currentCSSZoom?: number;
}

/**
 * Inserts an element without attributes into the document. It returns when the page removes it, moves it or adopts it
 * into another document, and the page's styles and attributes do not affect it: important declarations of the inner
 * tree override those of the outer tree, and the page's zoom is compensated.
 */
export function attachHost(document: Document, { onErased, onGone }: HostEvents): HostElement {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const reset = new CSSStyleSheet();
  root.adoptedStyleSheets.push(reset);
  let sheets = [reset];
  let undone: number | undefined;

  /** Zoom accumulates through ancestors, whatever an element declares; returns whether there was one to compensate. */
  function undoZoom(): boolean {
    const zoom = zoomOf(document.documentElement);
    if (zoom === undone) return false;
    undone = zoom;
    reset.replaceSync(`:host { all: initial !important; zoom: ${1 / zoom} !important; }`);
    return true;
  }

  /** An element that has been in another document loses its adopted style sheets. */
  function keepSheets(): void {
    if (root.adoptedStyleSheets.includes(reset)) sheets = Array.from(root.adoptedStyleSheets);
    else root.adoptedStyleSheets = sheets;
  }

  const stands = (): boolean => host.parentNode === document.documentElement;

  const answer = (event: Event): void => event.preventDefault();
  root.addEventListener(aliveEvent, answer);
  const isErased = (): boolean => root.dispatchEvent(new Event(aliveEvent, { cancelable: true }));

  const mayReturn = returnLimit();
  const observer = new MutationObserver(() => {
    for (const { name } of Array.from(host.attributes)) host.removeAttribute(name);
    if (!stands()) {
      if (!mayReturn()) {
        observer.disconnect();
        onGone();
        return;
      }
      document.documentElement.append(host);
      keepSheets();
      showAgain(root);
      if (isErased()) {
        root.addEventListener(aliveEvent, answer);
        onErased();
      }
    }
    keepSheets();
  });
  undoZoom();
  observer.observe(document, { childList: true, subtree: true });
  observer.observe(host, { attributes: true });
  document.documentElement.append(host);
  return {
    root,
    keepInPlace: () => !undoZoom() && stands() && root.adoptedStyleSheets.includes(reset) && Math.abs(zoomOf(host) - 1) < 0.01,
    remove: () => {
      observer.disconnect();
      host.remove();
    },
  };
}

function zoomOf({ currentCSSZoom = 1 }: Zoomed): number {
  return currentCSSZoom;
}

/** A modal dialog that was removed from the document has left the top layer, but still has its `open` attribute. */
function showAgain(root: ShadowRoot): void {
  const dialog = root.querySelector("dialog[open]");
  if (!(dialog instanceof HTMLDialogElement)) return;
  dialog.removeAttribute("open");
  dialog.showModal();
}
