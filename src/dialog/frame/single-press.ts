/** How long a person needs at the least to see what has come under the pointer, and to mean it, in milliseconds. */
const reactionTime = 300;

/** Keeps the presses in a dialog single. */
export interface SinglePress {
  /** Is told each time that the dialog shows something else. */
  shown(): void;
  end(): void;
}

/**
 * Makes one press do one thing, in whatever it leads to as well. The second press of a double click does nothing
 * (`UIEvent.detail`: in the time and the place that the person has set for double clicks), nor does an Enter key that is
 * held. And a button that comes to lie where another one has been pressed is disabled for as long as nobody can have
 * seen it: a press there was meant for the other.
 */
export function singlePress(root: ShadowRoot | HTMLElement): SinglePress {
  let pressed: { readonly button: Element; readonly x: number; readonly y: number } | undefined;

  const onClick = (event: Event): void => {
    if (!(event instanceof MouseEvent)) return;
    if (event.detail > 1) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const button = buttonOf(event.target);
    // A press by keyboard has no place.
    pressed = button === undefined || event.detail === 0 ? undefined : { button, x: event.clientX, y: event.clientY };
  };
  const onKeyDown = (event: Event): void => {
    if (event instanceof KeyboardEvent && event.repeat && event.key === "Enter") event.preventDefault();
  };
  root.addEventListener("click", onClick, true);
  root.addEventListener("keydown", onKeyDown, true);
  return {
    shown: () => {
      if (pressed === undefined) return;
      const { x, y } = pressed;
      const button = buttonOf(treeOf(root).elementFromPoint(x, y));
      if (button === undefined || button === pressed.button) return;
      pressed = { button, x, y };
      holdBack(button);
    },
    end: () => {
      root.removeEventListener("click", onClick, true);
      root.removeEventListener("keydown", onKeyDown, true);
    },
  };
}

function buttonOf(target: EventTarget | null): HTMLButtonElement | undefined {
  return target instanceof Element ? (target.closest("button") ?? undefined) : undefined;
}

function treeOf(root: ShadowRoot | HTMLElement): ShadowRoot | Document {
  return root instanceof ShadowRoot ? root : root.ownerDocument;
}

function holdBack(button: HTMLButtonElement): void {
  if (button.disabled) return;
  button.disabled = true;
  setTimeout(() => {
    button.disabled = false;
  }, reactionTime);
}
