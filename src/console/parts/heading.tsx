import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { useFocus } from "../../ui/components/use-focus.ts";
import { useSite } from "../session/site.ts";

interface HeadingProps {
  readonly children: string;
  /** Beside it. */
  readonly actions?: ComponentChildren;
}

/** A screen's heading, which is the page's title, too, and takes the focus: screen readers continue from there. */
export function Heading({ children, actions }: HeadingProps): JSX.Element {
  const { texts } = useSite();
  useLayoutEffect(() => {
    document.title = `${children} - ${texts.title}`;
  }, [children, texts]);
  return (
    <div class="heading">
      <h1 ref={useFocus()} tabIndex={-1}>
        {children}
      </h1>
      {actions}
    </div>
  );
}
