import type { HostElement } from "./host-element.ts";
import { watchSight } from "./sight.ts";

/** How long the dialog has to be in sight before a press counts, in milliseconds. */
const settleTime = 500;

/** How long the dialog may be covered before the person is told so unasked, in milliseconds. */
const coveredTime = 2_000;

/**
 * How many times in a row the browser has to see the dialog clear before a press counts. On a busy machine it looks
 * rarely, and the time alone would let a press count after one look, whatever the page has shown since.
 */
const enoughLooks = 5;

/** How long it is on average from one look at the dialog to the next, in milliseconds. */
const interval = 100;

/** How often the dialog is brought in front of what the browser sees over it, from one time in sight to the next. */
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
  let clearLooks = 0;
  let settledAt: number | undefined;
  let coveredSince: number | undefined;
  let told = false;
  let raised = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sight = watchSight(host, dialog, onLook);
  // The beat alone is slow in a tab that is not shown; the event alone would not do, because a page can stop it on its way.
  document.addEventListener("visibilitychange", follow);
  buttons.hold();
  beat();

  /** Looks again and again, at moments that a page cannot foresee: else it could uncover the dialog for each of them. */
  function beat(): void {
    follow();
    sight.lookAgain();
    timer = setTimeout(beat, interval * (0.5 + Math.random()));
  }

  /** Takes down since when the dialog can be seen, or cannot. */
  function look(): void {
    const now = performance.now();
    const clear = sight.isClear();
    coveredSince = clear === false ? (coveredSince ?? now) : undefined;
    if (clear === true && sight.isInFront()) {
      clearSince ??= now;
      return;
    }
    clearSince = undefined;
    clearLooks = 0;
    settledAt = undefined;
  }

  function onLook(): void {
    look();
    const now = performance.now();
    if (clearSince !== undefined) {
      clearLooks += 1;
      if (clearLooks >= enoughLooks && now - clearSince >= settleTime) settledAt ??= now;
    } else if (coveredSince !== undefined) {
      if (raised < patience) bringToFront(root);
      raised += 1;
    }
    follow();
  }

  function follow(): void {
    look();
    if (!sight.isInFront()) buttons.hold();
    if (settledAt !== undefined) {
      buttons.release();
      raised = 0;
      if (told) tell("counts");
      told = false;
    } else if (coveredSince !== undefined && !told && performance.now() - coveredSince >= coveredTime) {
      tell("covered");
      told = true;
    }
  }

  function judge(event: Event): void {
    look();
    const counts = event.isTrusted && settledAt !== undefined && event.timeStamp >= settledAt;
    if (!counts) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (event.isTrusted) tell(counts ? "counts" : coveredSince === undefined ? "too-soon" : "covered");
  }

  root.addEventListener("click", judge, true);
  return () => {
    clearTimeout(timer);
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
