import type { HostElement } from "./host-element.ts";
import { watchSight } from "./sight.ts";

/** How long the dialog has to be in sight before a press counts, in milliseconds. */
const settleTime = 500;

/** How long the dialog may be covered before the person is told so unasked, in milliseconds. */
const coveredTime = 2_000;

/** How often it is looked whether the dialog is in sight, in milliseconds. */
const interval = 100;

/** How often the dialog is brought in front of what covers it, from one time in sight to the next. */
const patience = 5;

/** What is said of presses. */
export type Verdict =
  | "counts"
  /** Something lies over the dialog, or changes how it looks. */
  | "covered"
  /** The dialog, or its window, has only just come to the front. */
  | "too-soon";

/**
 * Lets no press in the dialog count that the person cannot have meant: one that a script made up, one that comes
 * sooner than they can have seen what they press, and one while the page covers, moves or distorts the dialog. Its
 * buttons are disabled until it has been in sight for a while, each time that its window comes to the front.
 *
 * @param host holds the open dialog
 * @param tell told of each of the person's presses whether it counts; unasked, that the dialog has been covered for
 *   long, and that presses count again
 * @returns what ends the guard
 */
export function guardPresses(host: HostElement, tell: (verdict: Verdict) => void): () => void {
  const { root } = host;
  const dialog = root.querySelector("dialog");
  if (dialog === null) return () => undefined;
  const buttons = holdButtons(root);
  let clearSince: number | undefined;
  let coveredSince: number | undefined;
  let told = false;
  let raised = 0;
  const sight = watchSight(host, dialog, follow);
  // In a tab that is not shown the timer is slow; the event alone would not do, because a page can stop it on its way.
  const timer = setInterval(follow, interval);
  document.addEventListener("visibilitychange", follow);
  buttons.hold();

  /** Takes down since when the dialog can be seen, or cannot. */
  function look(): void {
    const now = performance.now();
    const clear = sight.isClear();
    coveredSince = clear === false ? (coveredSince ?? now) : undefined;
    clearSince = clear === true && sight.isInFront() ? (clearSince ?? now) : undefined;
  }

  function hasSettled(moment: number): boolean {
    return clearSince !== undefined && moment - clearSince >= settleTime;
  }

  function follow(): void {
    look();
    const now = performance.now();
    if (!sight.isInFront()) buttons.hold();
    if (hasSettled(now)) {
      buttons.release();
      raised = 0;
      if (told) tell("counts");
      told = false;
    } else if (coveredSince !== undefined) {
      if (raised < patience) bringToFront(root);
      raised += 1;
      if (!told && now - coveredSince >= coveredTime) tell("covered");
      told ||= now - coveredSince >= coveredTime;
    }
  }

  function judge(event: Event): void {
    look();
    const counts = event.isTrusted && hasSettled(event.timeStamp);
    if (!counts) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (event.isTrusted) tell(counts ? "counts" : coveredSince === undefined ? "too-soon" : "covered");
  }

  root.addEventListener("click", judge, true);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", follow);
    sight.end();
    root.removeEventListener("click", judge, true);
  };
}

/** Disables the buttons that are enabled, until they are released; the focus is then where it was. */
function holdButtons(root: ShadowRoot): { readonly hold: () => void; readonly release: () => void } {
  const held = new Set<HTMLButtonElement>();
  let focused: Element | null = null;
  return {
    hold: () => {
      for (const button of root.querySelectorAll("button")) {
        if (button.disabled) continue;
        if (root.activeElement === button) focused = button;
        held.add(button);
        button.disabled = true;
      }
    },
    release: () => {
      for (const button of held) button.disabled = false;
      held.clear();
      if (focused instanceof HTMLElement && (root.activeElement?.matches("dialog") ?? true)) focused.focus({ preventScroll: true });
      focused = null;
    },
  };
}

/** Puts the dialog before whatever has entered the browser's top layer after it; the focus stays where it is. */
function bringToFront(root: ShadowRoot): void {
  const dialog = root.querySelector("dialog");
  if (dialog?.isConnected !== true || !dialog.open) return;
  const focused = root.activeElement;
  dialog.close();
  dialog.showModal();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}
