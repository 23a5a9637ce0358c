import { unclickedInterval, unclickedPresses } from "../dialog/frame/unclicked-presses.ts";
import type { EventHandler } from "../dialog/frame/window-events.ts";

/** How long the person has to read the note, in milliseconds. */
const readingTime = 12_000;

/** Called when the page stops presses. */
export interface StoppedHandlers {
  /** Called once. */
  readonly noticed: () => void;
  /** Called when the person has read the note, and no press has reached the dialog meanwhile. */
  readonly giveUp: () => void;
}

/**
 * Notices that the page stops what the person presses in the dialog, and says so at its top until a click arrives. The
 * browser's own notion of a recent press (`userActivation`) is no sign here: a page can cause it, for example by a frame
 * of its own origin.
 */
export function watchStoppedPresses(
  root: ShadowRoot,
  text: string,
  { noticed, giveUp }: StoppedHandlers,
): { readonly hear: EventHandler; readonly end: () => void } {
  const unclicked = unclickedPresses(root);
  const note = noteIn(root, text);
  let told = false;
  let reading: ReturnType<typeof setTimeout> | undefined;

  function hear(event: Event): void {
    unclicked.hear(event);
    if (!event.isTrusted || event.type !== "click" || reading === undefined) return;
    clearTimeout(reading);
    reading = undefined;
    // This moves the button, which has not received the click.
    setTimeout(() => note.remove());
  }

  const timer = setInterval(() => {
    if (!unclicked.take() || !document.hasFocus() || reading !== undefined) return;
    note.show();
    reading = setTimeout(giveUp, readingTime);
    if (!told) noticed();
    told = true;
  }, unclickedInterval);

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
