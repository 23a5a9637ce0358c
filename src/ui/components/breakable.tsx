import type { JSX } from "preact";

/**
 * Text that may also wrap after `_` and `:`. Where a file name or serial number has no such opportunity, the browser
 * breaks it anywhere, even within a number, which then reads as a different one. Unlike a zero-width space, `wbr` is
 * not copied.
 */
export function Breakable({ children }: { readonly children: string }): JSX.Element {
  return <>{children.split(/(?<=[_:])(?=\S)/).flatMap((part, at) => (at === 0 ? [part] : [<wbr key={at} />, part]))}</>;
}
