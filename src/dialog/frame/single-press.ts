/** The minimum time a person needs to see a button that appeared under the pointer and press it deliberately, in milliseconds. */
const reactionTime = 300;

/** Prevents unintended second presses in a dialog. */
export interface SinglePress {
  /** To be called after each render. */
  shown(): void;
  end(): void;
}

/**
 * Makes one press trigger one action, even if the press moves the dialog to another step. The second press of a double
 * click is ignored (`UIEvent.detail`, which follows the system's double-click settings), and so is key repeat of Enter.
 * A button that appears where another one was just pressed is disabled until a person can have seen it: until then, a
 * press there was meant for the previous button.
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
    // A press by keyboard has no position.
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
      disableBriefly(button);
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

function disableBriefly(button: HTMLButtonElement): void {
  if (button.disabled) return;
  button.disabled = true;
  setTimeout(() => {
    button.disabled = false;
  }, reactionTime);
}
