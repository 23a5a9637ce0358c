/** How often a page may take the dialog from its place before it is left to the page. */
const patience = 20;

/** The element that holds the dialog in a page that is not trusted. */
export interface HostElement {
  /** Closed, and of the isolated world: the page's scripts cannot reach into it. */
  readonly root: ShadowRoot;
  /** Undoes a zoom of the page; says whether there was none, and the element stands where and as it was put. */
  keepInPlace(): boolean;
  remove(): void;
}

/** How much larger than itself the styles around it make an element; not every browser tells. */
interface Zoomed {
  readonly currentCSSZoom?: number;
}

/**
 * Puts an element without attributes into the document. It comes back when the page removes it, moves it or gives it to
 * another document, and the page's styles and attributes have no power over it: important declarations of the inner
 * tree win over the outer tree's, and a zoom of the page is undone.
 */
export function attachHost(document: Document): HostElement {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const reset = new CSSStyleSheet();
  root.adoptedStyleSheets.push(reset);
  let sheets = [reset];
  let undone: number | undefined;

  /** A zoom adds up from element to element, whatever is declared for one of them; says whether there was one to undo. */
  function undoZoom(): boolean {
    const zoom = zoomOf(document.documentElement);
    if (zoom === undone) return false;
    undone = zoom;
    reset.replaceSync(`:host { all: initial !important; zoom: ${1 / zoom} !important; }`);
    return true;
  }

  /** An element that has been in another document has lost its style sheets. */
  function keepSheets(): void {
    if (root.adoptedStyleSheets.includes(reset)) sheets = Array.from(root.adoptedStyleSheets);
    else root.adoptedStyleSheets = sheets;
  }

  const stands = (): boolean => host.parentNode === document.documentElement;

  let removals = 0;
  const observer = new MutationObserver(() => {
    for (const { name } of Array.from(host.attributes)) host.removeAttribute(name);
    if (!stands() && removals < patience) {
      removals += 1;
      document.documentElement.append(host);
      keepSheets();
      showAgain(root);
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

/** A modal dialog that left the document has lost its place in the top layer, and still says that it is open. */
function showAgain(root: ShadowRoot): void {
  const dialog = root.querySelector("dialog[open]");
  if (!(dialog instanceof HTMLDialogElement)) return;
  dialog.removeAttribute("open");
  dialog.showModal();
}
