/** The dialog's host element in a page. */
export interface PageHost {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
}

/**
 * Appends an element without attributes to the page. The page's styles for its own elements (`div { opacity: 0 }`) do
 * not affect it, because important declarations of the inner tree win. Custom properties are inherited.
 */
export function attachHost(document: Document): PageHost {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host { all: initial !important; }");
  root.adoptedStyleSheets.push(sheet);
  document.body.append(host);
  return { host, root };
}
