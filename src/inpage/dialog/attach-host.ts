/** Where the dialog lives in a page. */
export interface PageHost {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
}

/**
 * Puts an element without attributes at the end of the page. What the page says of its own elements (`div { opacity: 0 }`)
 * is not meant for it: important declarations of the inner tree win. Custom properties do reach it.
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
