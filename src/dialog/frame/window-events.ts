/** The person's events that leave a shadow root, so that every script of the page could receive them. */
const types = [
  ...["keydown", "keypress", "keyup", "beforeinput", "input", "compositionstart", "compositionupdate", "compositionend"],
  ...["pointerover", "pointerout", "pointerenter", "pointerleave", "pointerdown", "pointermove", "pointerup", "pointercancel"],
  ...["mouseover", "mouseout", "mouseenter", "mouseleave", "mousedown", "mousemove", "mouseup"],
  ...["click", "dblclick", "auxclick", "contextmenu", "touchstart", "touchmove", "touchend", "touchcancel", "wheel"],
  ...["focusin", "focusout", "focus", "blur"],
];

/** Receives an event of the window, in the capturing phase. */
export type EventHandler = (event: Event) => void;

/** Registers a handler for the person's events at the window, and returns what removes it. */
export type HearWindow = (handler: EventHandler) => () => void;

/** Registers a handler at the window, before which only handlers that were registered there earlier receive an event. */
export function hearWindow(handler: EventHandler): () => void {
  // A listener that could prevent scrolling would delay it.
  for (const type of types) addEventListener(type, handler, { capture: true, passive: /^(touch|wheel)/.test(type) });
  return () => {
    for (const type of types) removeEventListener(type, handler, true);
  };
}
