import { unclickedKeys } from "./unclicked-keys.ts";
import type { EventHandler } from "./window-events.ts";

/** How long after the end of a press its click may arrive, in milliseconds. */
const clickDelay = 1_000;

/** The longest press that is certain to make a click: a longer one by touch opens a menu, in milliseconds. */
const clickTime = 500;

/** How long a button may look pressed after the press was heard, in milliseconds. */
const activeDelay = 1_000;

/** The events that make a button look pressed. */
const presses = ["pointerdown", "mousedown", "touchstart", "keydown", "click"];

/** The events after which a press makes no click: by touch it has become a scroll, or it opens a menu. */
const interruptions = ["pointercancel", "contextmenu"];

/** The interval at which to look for unclicked presses: shorter than a press, in milliseconds. */
export const unclickedInterval = 50;

/** Presses on a dialog's buttons that the browser does not turn into a click, or whose click the page stops. */
export interface UnclickedPresses {
  /** To be called with each event that is heard at the window. */
  readonly hear: EventHandler;
  /** Whether a press was left without a click since the last call; to be called at each interval. */
  take(): boolean;
}

/**
 * Notices that a button of a dialog is pressed and released without a click, which no script can cause. A page's
 * listener may stop the press itself, too, but not that the button looks pressed.
 *
 * @param root contains the dialog
 */
export function unclickedPresses(root: ShadowRoot): UnclickedPresses {
  let begun: { readonly button: Element | null; readonly at: number } | undefined;
  let unclickedSince: number | undefined;
  let heardAt = -Infinity;
  let clickedAt = -Infinity;
  let active: { readonly button: Element; readonly since: number; readonly unheard: boolean } | undefined;
  const keys = unclickedKeys(() => enabledButton(root.activeElement), add);

  function add(): void {
    unclickedSince = performance.now();
  }

  function hear(event: Event): void {
    if (!event.isTrusted) return;
    if (presses.includes(event.type)) heardAt = performance.now();
    if (event.type === "click") {
      clickedAt = performance.now();
      unclickedSince = undefined;
    }
    keys.hear(event);
    if (event instanceof MouseEvent) hearPointer(event);
  }

  function hearPointer(event: MouseEvent): void {
    const { type, timeStamp: at, clientX, clientY } = event;
    if (interruptions.includes(type)) begun = undefined;
    const ends = type === "pointerup" || type === "mouseup";
    if (!ends && type !== "pointerdown" && type !== "mousedown") return;
    const before = begun;
    begun = undefined;
    // On a Mac, a press with the control key opens a menu.
    if (event.button !== 0 || event.ctrlKey || event.target !== root.host) return;
    const button = enabledButton(root.elementFromPoint(clientX, clientY));
    if (!ends) {
      begun = { button, at };
      return;
    }
    const from = before ?? (active && { button: active.button, at: active.since });
    if (button !== null && from?.button === button && at - from.at < clickTime) add();
  }

  /** Whether the press that made the button look pressed is known to be one that makes a click. */
  function isPressOf({ button, since, unheard }: NonNullable<typeof active>): boolean {
    return unheard ? heardAt < since : begun?.button === button && clickedAt < since;
  }

  function lookAtButtons(): void {
    const now = performance.now();
    const button = root.querySelector("button:enabled:active");
    if (button === active?.button) return;
    const ended = active?.button.matches(":enabled:hover") === true && now - active.since < clickTime;
    if (active !== undefined && ended && isPressOf(active)) add();
    active = button === null ? undefined : { button, since: now, unheard: now - heardAt > activeDelay };
  }

  function take(): boolean {
    lookAtButtons();
    const unclicked = unclickedSince !== undefined && performance.now() - unclickedSince > clickDelay;
    if (unclicked) unclickedSince = undefined;
    return unclicked;
  }

  return { hear, take };
}

function enabledButton(element: Element | null): Element | null {
  return element?.closest("button:enabled") ?? null;
}
