/** How often a page may take the dialog out of the document before it is left to the page. */
const patience = 20;

/** The element that holds the dialog in a page that is not trusted. */
export interface HostElement {
  /** Closed, and of the isolated world: the page's scripts cannot reach into it. */
  readonly root: ShadowRoot;
  remove(): void;
}

/**
 * Puts an element without attributes into the document. It comes back when the page removes it, and the page's styles
 * and attributes have no power over it: important declarations of the inner tree win over the outer tree's.
 */
export function attachHost(document: Document): HostElement {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host { all: initial !important; }");
  root.adoptedStyleSheets.push(sheet);
  document.documentElement.append(host);

  let removals = 0;
  const observer = new MutationObserver(() => {
    for (const { name } of Array.from(host.attributes)) host.removeAttribute(name);
    if (!host.isConnected && removals < patience) {
      removals += 1;
      document.documentElement.append(host);
      showAgain(root);
    }
  });
  observer.observe(document, { childList: true, subtree: true });
  observer.observe(host, { attributes: true });
  return {
    root,
    remove: () => {
      observer.disconnect();
      host.remove();
    },
  };
}

/** A modal dialog that left the document has lost its place in the top layer, and still says that it is open. */
function showAgain(root: ShadowRoot): void {
  const dialog = root.querySelector("dialog[open]");
  if (!(dialog instanceof HTMLDialogElement)) return;
  dialog.removeAttribute("open");
  dialog.showModal();
}
