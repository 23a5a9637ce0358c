import type { ComponentChildren, JSX } from "preact";

interface FigureLinkProps {
  readonly href: string;
  /** For screen readers: the words of the drawing stand beside it. */
  readonly name: string;
  readonly count: number;
  readonly children: ComponentChildren;
}

/** The drawing of a figure, which leads to the list behind it; behind 0 there is none. */
export function FigureLink({ href, name, count, children }: FigureLinkProps): JSX.Element {
  if (count === 0) return <g>{children}</g>;
  return (
    <a href={href} aria-label={name}>
      {children}
    </a>
  );
}
