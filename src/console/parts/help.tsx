import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useSite } from "../session/site.ts";

interface HelpProps {
  /** What is explained; beside it. */
  readonly term: string;
  /** The explanation: a sentence or two. */
  readonly children: string;
}

/** The distance of an explanation from its button and from the window's edges, in pixels. */
const distance = 8;

/**
 * Explains a term: a button beside it, outside of any label, opens a note, which has the focus until Escape or a press elsewhere
 * closes it.
 */
export function Help({ term, children }: HelpProps): JSX.Element {
  const { texts } = useSite();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLSpanElement>(null);
  const about = texts.explanationOf(term);
  const resized = useRef<ResizeObserver>(undefined);
  useEffect(() => () => resized.current?.disconnect(), []);
  const changed = (): void => {
    const { current: shown } = note;
    const { current: beside } = button;
    if (shown === null || beside === null) return;
    resized.current?.disconnect();
    const isOpen = shown.matches(":popover-open");
    // Not seen before it is in its place.
    shown.style.opacity = isOpen ? "1" : "";
    if (!isOpen) return;
    placeAt(shown, beside);
    shown.focus({ preventScroll: true });
    resized.current = new ResizeObserver(() => placeAt(shown, beside));
    for (const element of [document.documentElement, shown]) resized.current.observe(element);
  };
  return (
    <span
      class="help"
      // Escape closes the note only, not the screen.
      onKeyDown={(event) => {
        if (event.key === "Escape" && note.current?.matches(":popover-open") === true) event.stopPropagation();
      }}
    >
      <button ref={button} type="button" class="ask" aria-label={about} popovertarget={id} />
      <span ref={note} id={id} class="explanation" role="note" aria-label={about} tabIndex={-1} popover="auto" onToggle={changed}>
        {children}
      </span>
    </span>
  );
}

/** Places a note below its button, or above it where there is no room, within the window. */
function placeAt(note: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = note;
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(distance, Math.min(at.left, clientWidth - width - distance));
  const below = at.bottom + distance;
  const top = below + height > clientHeight && at.top > height + distance ? at.top - height - distance : below;
  note.style.left = `${left + scrollX}px`;
  note.style.top = `${top + scrollY}px`;
}
