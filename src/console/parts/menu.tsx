import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";

interface MenuProps {
  readonly label: string;
  /** What is in it, once it is open. */
  readonly children: () => ComponentChildren;
}

/** A button that opens a panel below it. Escape closes it, and so does leaving it, or following one of its links. */
export function Menu({ label, children }: MenuProps): JSX.Element {
  const menu = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
  const close = (): void => {
    if (menu.current !== null) menu.current.open = false;
  };
  const goBack = (): void => {
    close();
    menu.current?.querySelector("summary")?.focus();
  };
  return (
    <details
      ref={menu}
      class="menu"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (relatedTarget instanceof Node && !currentTarget.contains(relatedTarget)) close();
      }}
      onKeyDown={(event) => {
        // The list's own keys are not meant.
        event.stopPropagation();
        if (event.key !== "Escape" || menu.current?.open !== true) return;
        goBack();
      }}
      onClick={({ target }) => {
        if (target instanceof Element && target.closest("a") !== null) goBack();
      }}
    >
      <summary class="button">{label}</summary>
      <div class="panel">{open && children()}</div>
    </details>
  );
}
