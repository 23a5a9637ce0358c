import type { JSX } from "preact";

/** An address to type, which reads as another one if a line ends within it. */
const address = /(chrome:\/\/[\w-]+)/;

/**
 * Text that may also wrap after `_` and `:`, and keeps an address on one line. Where a file name or serial number has no
 * such opportunity, the browser breaks it anywhere, even within a number, which then reads as a different one. Unlike a
 * zero-width space, `wbr` is not copied.
 */
export function Breakable({ children }: { readonly children: string }): JSX.Element {
  return (
    <>
      {children.split(address).map((part, at) =>
        at % 2 === 1 ? (
          <span key={at} class="whole">
            {part}
          </span>
        ) : (
          part.split(/(?<=[_:])(?=\S)/).flatMap((piece, at) => (at === 0 ? [piece] : [<wbr key={at} />, piece]))
        ),
      )}
    </>
  );
}
