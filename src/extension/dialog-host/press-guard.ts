/** How long the dialog has to be in sight before a press counts, in milliseconds. */
const settleTime = 500;

/** How often the dialog is brought in front of what covers it before that is left to the page. */
const patience = 20;

/** Asks the browser whether anything covers or distorts an element (Intersection Observer, version 2). */
interface VisibilityOptions extends IntersectionObserverInit {
  readonly trackVisibility: boolean;
  /** How long the browser may wait before it looks again, in milliseconds. */
  readonly delay: number;
}

/** The browser's word on it; not every browser gives it. */
interface Visibility {
  readonly isVisible?: boolean;
}

/**
 * Lets no press in the dialog count that the person cannot have meant: one that a script made up, one that comes
 * sooner than they can have seen what they press, and one while the page covers or distorts the dialog. The buttons
 * are disabled until the dialog has been in sight for a while.
 *
 * Where the browser does not tell what covers an element (Firefox), the first two hold alone.
 *
 * @param root the closed root in which the dialog is open
 * @param answered told of each of the person's presses whether it counts
 * @returns what ends the guard
 */
export function guardPresses(root: ShadowRoot, answered: (counts: boolean) => void): () => void {
  const dialog = root.querySelector("dialog");
  if (dialog === null) return () => undefined;
  const held = holdButtons(root);
  let seenSince: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let covered = 0;

  const look = ({ isIntersecting, time, isVisible = isIntersecting }: IntersectionObserverEntry & Visibility): void => {
    clearTimeout(timer);
    if (isVisible) {
      seenSince ??= time;
      timer = setTimeout(held.release, settleTime);
      return;
    }
    seenSince = undefined;
    if (covered < patience) bringToFront(root, dialog);
    covered += 1;
  };
  // The shortest delay that browsers allow.
  const options: VisibilityOptions = { trackVisibility: true, delay: 100 };
  const observer = new IntersectionObserver((entries) => entries.forEach(look), options);
  observer.observe(dialog);

  const judge = (event: Event): void => {
    const counts = event.isTrusted && seenSince !== undefined && event.timeStamp - seenSince >= settleTime;
    if (!counts) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (event.isTrusted) answered(counts);
  };
  root.addEventListener("click", judge, true);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    root.removeEventListener("click", judge, true);
  };
}

/** Disables the buttons that are enabled, until they are released. */
function holdButtons(root: ShadowRoot): { readonly release: () => void } {
  const buttons = Array.from(root.querySelectorAll("button")).filter(({ disabled }) => !disabled);
  for (const button of buttons) button.disabled = true;
  return {
    release: () => {
      for (const button of buttons.splice(0)) button.disabled = false;
    },
  };
}

/** Puts the dialog before whatever has entered the browser's top layer after it; the focus stays where it is. */
function bringToFront(root: ShadowRoot, dialog: HTMLDialogElement): void {
  if (!dialog.isConnected || !dialog.open) return;
  const focused = root.activeElement;
  dialog.close();
  dialog.showModal();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}
