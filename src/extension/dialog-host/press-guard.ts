import { buttonAt, type PersonEvents } from "../../dialog/frame/person-events.ts";
import { followAim } from "./aim.ts";
import { watchVisibility } from "./dialog-visibility.ts";
import type { HostElement } from "./host-element.ts";

/** How long the dialog must be visible before a press counts, in milliseconds. */
const settleTime = 500;

/** How long the dialog may be covered before a message appears without a press, in milliseconds. */
const coveredTime = 2_000;

/**
 * How many consecutive visibility checks must succeed before a press counts. A busy machine checks rarely, and the time
 * alone would let a press count after one check, whatever the page has shown since.
 */
const requiredChecks = 5;

/** How long the dialog must have been covered for a press to show that it cannot be used in this page, in milliseconds. */
const stuckTime = 10_000;

/** Average visibility polling interval, in milliseconds. */
const interval = 100;

/** How often the dialog is brought to the front of a cover before it has to be visible again. */
const maxRaises = 5;

/** The verdict on a press. */
export type Verdict =
  | "counts"
  /** Something covers the dialog, or distorts it. */
  | "covered"
  /** The dialog, or its window, has only just come to the front. */
  | "too-soon"
  /** The page has stopped it before the dialog could receive it. */
  | "stopped";

/** A running guard. */
export interface PressGuard {
  /** Whether the page has kept the dialog covered or distorted for long, although it was brought to the front. */
  isStuck(): boolean;
  end(): void;
}

/**
 * Blocks presses in the dialog that the person cannot have intended: synthetic ones, those that come before the person
 * can have seen what they press, and those while the page covers, moves or distorts the dialog. Its buttons are
 * disabled until it has been visible for a while, each time that its window comes to the front. A person who returns to
 * the dialog need not wait: a press counts after one check if the pointer came onto the button after the window had come
 * to the front.
 *
 * @param host contains the open dialog
 * @param events the person's, at that dialog
 * @param report called for each of the person's presses with its verdict; also, without a press, when the dialog has been
 *   covered for long, and when presses count again
 */
export function guardPresses(host: HostElement, events: PersonEvents, report: (verdict: Verdict) => void): PressGuard {
  const { root } = host;
  const dialog = root.querySelector("dialog");
  if (dialog === null) return { isStuck: () => false, end: () => undefined };
  const buttons = holdButtons(root);
  let clearSince: number | undefined;
  let clearChecks = 0;
  let settledAt: number | undefined;
  let coveredSince: number | undefined;
  let reported = false;
  let raised = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let inFront = false;
  /** Whether a dialog that could be pressed before has come to the front again. */
  let returning = false;
  let settledBefore = false;
  /** The held button on which the present press began. */
  let down: HTMLButtonElement | undefined;
  /** An aimed press that waits for the first check. */
  let waiting: MouseEvent | undefined;
  let accepting = false;
  const visibility = watchVisibility(host, dialog, onCheck);
  // Timers alone are slow in a hidden tab; the event alone is not enough, because a page can stop its propagation.
  document.addEventListener("visibilitychange", follow);
  const unfollow = events.on("pointermove", update);
  const aim = followAim(root, events);
  buttons.hold();
  poll();

  /** Polls at moments that a page cannot predict: otherwise it could uncover the dialog for each check. */
  function poll(): void {
    follow();
    visibility.recheck();
    timer = setTimeout(poll, interval * (0.5 + Math.random()));
  }

  /** Records since when the dialog has been visible, or covered. */
  function update(): void {
    const now = performance.now();
    const clear = visibility.isClear();
    coveredSince = clear === false ? (coveredSince ?? now) : undefined;
    if (visibility.isInFront() !== inFront) {
      inFront = !inFront;
      returning = inFront && settledBefore;
      waiting = undefined;
      aim.restart();
    }
    if (clear === true && inFront) {
      clearSince ??= now;
      return;
    }
    clearSince = undefined;
    clearChecks = 0;
    settledAt = undefined;
  }

  function onCheck(): void {
    update();
    const now = performance.now();
    if (clearSince !== undefined) {
      clearChecks += 1;
      if (clearChecks >= requiredChecks && now - clearSince >= settleTime) settledAt ??= now;
      if (waiting !== undefined) finish(waiting);
    } else if (coveredSince !== undefined) {
      if (waiting !== undefined) finish(waiting);
      if (raised < maxRaises) bringToFront(root);
      raised += 1;
    }
    follow();
  }

  function follow(): void {
    update();
    if (!inFront) buttons.hold();
    if (settledAt !== undefined) {
      buttons.release();
      settledBefore = true;
      returning = false;
      raised = 0;
      if (reported) report("counts");
      reported = false;
    } else if (coveredSince !== undefined && !reported && performance.now() - coveredSince >= coveredTime) {
      report("covered");
      reported = true;
    }
  }

  function judge(event: Event): void {
    if (accepting) return;
    update();
    const counts = event.isTrusted && settledAt !== undefined && event.timeStamp >= settledAt && down === undefined;
    if (!counts) event.preventDefault();
    // If the press began on a held button, its end has decided.
    if (event.isTrusted && down === undefined) report(counts ? "counts" : refusal());
  }

  function refusal(): Verdict {
    return coveredSince === undefined ? "too-soon" : "covered";
  }

  // A browser sends no click to a disabled button.
  function begin(event: Event): void {
    const button = event.isTrusted && event instanceof MouseEvent ? buttonAt(root, event) : undefined;
    down = button !== undefined && buttons.holds(button) ? button : undefined;
  }

  function end(event: Event): void {
    if (down === undefined || !event.isTrusted || !(event instanceof MouseEvent)) return;
    if (buttonAt(root, event) === down) finish(event);
    // A button that was released meanwhile gets a click at once.
    setTimeout(() => (down = undefined));
  }

  /** Decides on a press of a held button. */
  function finish(event: MouseEvent): void {
    update();
    const button = buttonAt(root, event);
    const aimed = button !== undefined && aim.isAt(button) && (returning || settledAt !== undefined);
    const inTime = performance.now() - event.timeStamp < settleTime;
    waiting = undefined;
    if (!aimed || !inTime || coveredSince !== undefined) report(refusal());
    else if (clearChecks === 0) waiting = event;
    else press(button, event);
  }

  function press(button: HTMLButtonElement, { clientX, clientY }: MouseEvent): void {
    const held = buttons.holds(button);
    button.disabled = false;
    accepting = true;
    button.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1, clientX, clientY }));
    accepting = false;
    if (held) button.disabled = true;
    report("counts");
  }

  function onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent) || !event.isTrusted || event.repeat || !["Enter", " "].includes(event.key)) return;
    if (buttons.holdFocus()) report(refusal());
  }

  const unhear = [
    events.on("click", judge),
    events.on("pointerdown", begin),
    events.on("pointerup", end),
    events.on("keydown", onKey),
  ];
  return {
    isStuck: () => coveredSince !== undefined && performance.now() - coveredSince >= stuckTime,
    end: () => {
      for (const off of [...unhear, unfollow, aim.end]) off();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", follow);
      visibility.end();
    },
  };
}

interface HeldButtons {
  hold(): void;
  release(): void;
  holds(button: HTMLButtonElement): boolean;
  /** Whether one of them had the focus. */
  holdFocus(): boolean;
}

/** Disables the enabled buttons until they are released, and then restores the focus. */
function holdButtons(root: ShadowRoot): HeldButtons {
  const held = new Set<HTMLButtonElement>();
  let focused: Element | null = null;
  return {
    hold: () => {
      for (const button of root.querySelectorAll("button")) {
        if (button.disabled) continue;
        if (root.activeElement === button) focused = button;
        held.add(button);
        button.disabled = true;
        button.dataset["held"] = "";
      }
    },
    release: () => {
      for (const button of held) {
        button.disabled = false;
        delete button.dataset["held"];
      }
      held.clear();
      if (focused instanceof HTMLElement && (root.activeElement?.matches("dialog") ?? true)) focused.focus({ preventScroll: true });
      focused = null;
    },
    holds: (button) => held.has(button),
    holdFocus: () => focused !== null,
  };
}

/** Puts the dialog in front of everything that has entered the top layer after it; keeps the focus. */
function bringToFront(root: ShadowRoot): void {
  const dialog = root.querySelector("dialog");
  if (dialog?.isConnected !== true || !dialog.open) return;
  const focused = root.activeElement;
  dialog.close();
  dialog.showModal();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}
