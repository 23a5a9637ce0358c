import type { JSX } from "preact";

/** The header of each of the extension's pages: the icon and the page's title. */
export function BrandHeader({ title }: { readonly title: string }): JSX.Element {
  return (
    <header>
      <img src="/icons/koshin.svg" alt="" />
      <h1 class="brand">{title}</h1>
    </header>
  );
}
