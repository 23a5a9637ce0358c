import { buttonAt, type PersonEvents } from "./person-events.ts";

/** The minimum time a person needs to see a button that appeared under the pointer and press it deliberately, in milliseconds. */
const reactionTime = 300;

/** How long after a press another one may still be meant for the same button, in milliseconds. */
const pressAgainTime = 500;

/** Prevents unintended second presses in a dialog. */
export interface SinglePress {
  /** To be called after each render. */
  shown(): void;
}

/**
 * Makes one press trigger one action, even if the press moves the dialog to another step. The second press of a double
 * click is ignored (`UIEvent.detail`, which follows the system's double-click settings), and so is key repeat of Enter.
 * A button that appears where another one was pressed, or moves there soon after that, is disabled until a person can have
 * seen it: until then, a press there was meant for the previous button. One that has been there is not, whatever is drawn
 * anew around it.
 */
export function singlePress(root: ShadowRoot, events: PersonEvents): SinglePress {
  let pressed: { readonly button: Element; readonly event: MouseEvent } | undefined;
  let known: ReadonlySet<Element> = new Set();

  events.on("click", (event) => {
    if (!(event instanceof MouseEvent)) return;
    if (event.detail > 1) {
      event.preventDefault();
      return;
    }
    // A press by keyboard has no position.
    const button = event.detail === 0 ? undefined : buttonAt(root, event);
    pressed = button && { button, event };
  });
  events.on("keydown", (event) => {
    if (event instanceof KeyboardEvent && event.repeat && event.key === "Enter") event.preventDefault();
  });
  return {
    shown: () => {
      const before = known;
      known = new Set(root.querySelectorAll("button"));
      if (pressed === undefined) return;
      const { event } = pressed;
      const button = buttonAt(root, event);
      if (button === undefined || button === pressed.button) return;
      pressed = { button, event };
      if (!before.has(button) || performance.now() - event.timeStamp < pressAgainTime) disableBriefly(button);
    },
  };
}

function disableBriefly(button: HTMLButtonElement): void {
  if (button.disabled) return;
  button.disabled = true;
  button.dataset["held"] = "";
  setTimeout(() => {
    button.disabled = false;
    delete button.dataset["held"];
  }, reactionTime);
}
