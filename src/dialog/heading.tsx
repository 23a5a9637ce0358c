import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A step's heading. It takes the focus when the step appears, so that a screen reader reads on from here. */
export function Heading({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h3 class="heading" tabIndex={-1} ref={heading}>
      {children}
    </h3>
  );
}
