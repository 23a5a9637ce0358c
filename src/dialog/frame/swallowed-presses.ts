import { unclickedInterval, unclickedPresses } from "./unclicked-presses.ts";
import type { EventHandler } from "./window-events.ts";

/** How long an event and what it leads to may be apart, in milliseconds. */
const delay = 1_000;

/** For how long a browser considers a window active after the person's last press or key, in milliseconds. */
const activeTime = 5_000;

/** The events that make a window active. */
const presses = ["keydown", "pointerdown", "pointerup", "mousedown", "mouseup", "touchend", "click"];

/** Watches for presses at a dialog that the page stops. */
export interface SwallowWatch {
  /** To be called with each event that is heard at the window. */
  readonly hear: EventHandler;
  readonly end: () => void;
}

/**
 * Notices presses that a page stops before the dialog receives them, with listeners that the page had before: the browser
 * reports that the person has activated the window, although nothing was heard, or a button of the dialog is pressed and
 * released without a click. Neither can be caused by a script.
 *
 * @param root contains the dialog
 * @param isFirst whether the events are heard before every listener of the page, so that activation means nothing
 */
export function watchSwallowedPresses(root: ShadowRoot, isFirst: () => boolean, swallowed: () => void): SwallowWatch {
  const { userActivation } = navigator;
  let heardAt = performance.now();
  let active = userActivation.isActive;
  /** Whether something outside of the page may have activated the window, such as another window of the extension. */
  let activeOtherwise = false;
  const unclicked = unclickedPresses(root);

  function hear(event: Event): void {
    unclicked.hear(event);
    if (event.isTrusted && presses.includes(event.type)) heardAt = performance.now();
  }

  /** Whether the person is at the dialog, and not at something that the page shows above it. */
  function isUsed(): boolean {
    return root.activeElement !== null || root.querySelector("dialog:hover") !== null;
  }

  const timer = setInterval(() => {
    const now = performance.now();
    const before = active;
    active = userActivation.isActive;
    const inFront = document.hasFocus();
    activeOtherwise = active && (activeOtherwise || !inFront);
    const unheard = now - heardAt;
    const activated = active && !before && unheard > delay;
    const keptActive = active && !activeOtherwise && unheard > activeTime + delay;
    const left = unclicked.take();
    // Noticed once.
    activeOtherwise ||= keptActive;
    if (inFront && isUsed() && (left || (!isFirst() && (activated || keptActive)))) swallowed();
  }, unclickedInterval);
  return { hear, end: () => clearInterval(timer) };
}
