import { clickTime, unclickedPresses } from "../dialog/frame/unclicked-presses.ts";
import type { EventHandler } from "../dialog/frame/window-events.ts";

/** Polling interval, shorter than a press, in milliseconds. */
const interval = 50;

/** How long a button may look pressed after the press was heard, in milliseconds. */
const activeDelay = 1_000;

/** How long the person has to read the note, in milliseconds. */
const readingTime = 12_000;

/** The events that make a button look pressed. */
const presses = ["pointerdown", "mousedown", "touchstart", "keydown", "click"];

/** Called when the page stops presses. */
export interface StoppedHandlers {
  /** Called once. */
  readonly noticed: () => void;
  /** Called when the person has read the note, and no press has reached the dialog meanwhile. */
  readonly giveUp: () => void;
}

/**
 * Notices that the page stops what the person presses in the dialog, and says so at its top until a click arrives: a
 * button was pressed and released without a click. A page's listener may stop the press itself, too, but not that the
 * button looks pressed. The browser's own notion of a recent press (`userActivation`) is no sign here: a page can cause
 * it, for example by a frame of its own origin.
 */
export function watchStoppedPresses(
  root: ShadowRoot,
  text: string,
  { noticed, giveUp }: StoppedHandlers,
): { readonly hear: EventHandler; readonly end: () => void } {
  const unclicked = unclickedPresses(root);
  const note = noteIn(root, text);
  let heardAt = -Infinity;
  let active: { readonly button: Element; readonly since: number; readonly unheard: boolean } | undefined;
  let told = false;
  let reading: ReturnType<typeof setTimeout> | undefined;

  function hear(event: Event): void {
    unclicked.hear(event);
    if (!event.isTrusted || !presses.includes(event.type)) return;
    heardAt = performance.now();
    if (event.type !== "click" || reading === undefined) return;
    clearTimeout(reading);
    reading = undefined;
    // This moves the button, which has not received the click.
    setTimeout(() => note.remove());
  }

  function lookAtButtons(): void {
    const now = performance.now();
    const button = root.querySelector("button:enabled:active");
    if (button === active?.button) return;
    const released = active?.unheard === true && active.button.matches(":hover") && now - active.since < clickTime;
    if (released && active !== undefined && heardAt < active.since) unclicked.add();
    active = button === null ? undefined : { button, since: now, unheard: now - heardAt > activeDelay };
  }

  const timer = setInterval(() => {
    lookAtButtons();
    if (!unclicked.take() || !document.hasFocus() || reading !== undefined) return;
    note.show();
    reading = setTimeout(giveUp, readingTime);
    if (!told) noticed();
    told = true;
  }, interval);

  return {
    hear,
    end: () => {
      clearInterval(timer);
      clearTimeout(reading);
    },
  };
}

/** A message above everything in the dialog, which screen readers announce. */
function noteIn(root: ShadowRoot, text: string): { show(): void; remove(): void } {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".stopped { position: sticky; inset-block-start: 0; z-index: 1; margin: 0; }");
  root.adoptedStyleSheets.push(sheet);
  const note = document.createElement("p");
  note.className = "note danger stopped";
  note.role = "alert";
  return {
    show: () => {
      note.textContent = text;
      root.querySelector("dialog")?.prepend(note);
    },
    remove: () => note.remove(),
  };
}
