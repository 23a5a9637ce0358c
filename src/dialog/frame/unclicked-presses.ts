import type { EventHandler } from "./window-events.ts";

/** How long after the end of a press its click may arrive, in milliseconds. */
const clickDelay = 1_000;

/** The longest press that is certain to make a click: a longer one by touch opens a menu, in milliseconds. */
export const clickTime = 500;

/** Presses on a dialog's buttons that the browser does not turn into a click, or whose click the page stops. */
export interface UnclickedPresses {
  /** To be called with each event that is heard at the window. */
  readonly hear: EventHandler;
  /** Adds a press that was noticed otherwise. */
  add(): void;
  /** Whether a press was left without a click since the last call. */
  take(): boolean;
}

/**
 * Notices that a button of a dialog is pressed and released without a click, which no script can cause.
 *
 * @param root contains the dialog
 */
export function unclickedPresses(root: ShadowRoot): UnclickedPresses {
  let begun: { readonly button: Element | null; readonly at: number } | undefined;
  let unclickedSince: number | undefined;

  function add(): void {
    unclickedSince = performance.now();
  }

  function hear(event: Event): void {
    if (!event.isTrusted) return;
    if (event.type === "click") unclickedSince = undefined;
    if (event instanceof KeyboardEvent) {
      if (isEnter(event) && enabledButton(root.activeElement) !== null) add();
      // On a Mac, a press with the control key opens a menu.
    } else if (event instanceof MouseEvent && event.button === 0 && !event.ctrlKey && event.target === root.host)
      hearPointer(event);
  }

  function hearPointer(event: MouseEvent): void {
    const { timeStamp: at, clientX, clientY } = event;
    const button = enabledButton(root.elementFromPoint(clientX, clientY));
    if (event.type === "pointerdown") begun = { button, at };
    if (event.type !== "pointerup" || button === null || begun === undefined) return;
    if (begun.button === button && at - begun.at < clickTime) add();
  }

  function take(): boolean {
    const unclicked = unclickedSince !== undefined && performance.now() - unclickedSince > clickDelay;
    if (unclicked) unclickedSince = undefined;
    return unclicked;
  }

  return { hear, add, take };
}

function isEnter({ type, key, repeat }: KeyboardEvent): boolean {
  return type === "keydown" && key === "Enter" && !repeat;
}

function enabledButton(element: Element | null): Element | null {
  return element?.closest("button:enabled") ?? null;
}
