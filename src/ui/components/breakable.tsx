import type { JSX } from "preact";

/**
 * A text in which lines may also break after `_` and `:`. Where a file name or serial number has no such place, the browser
 * breaks it anywhere, even within a number, which then reads as another one. Unlike a zero-width space, `wbr` is not copied.
 */
export function Breakable({ children }: { readonly children: string }): JSX.Element {
  return <>{children.split(/(?<=[_:])(?=\S)/).flatMap((part, at) => (at === 0 ? [part] : [<wbr key={at} />, part]))}</>;
}
