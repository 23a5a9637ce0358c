import { buttonAt, type PersonEvents } from "../../dialog/frame/person-events.ts";

/** Whether a person aims at a button. */
export interface Aim {
  /** The window has come to the front: what the person did before was not meant for the dialog. */
  restart(): void;
  /** Whether the pointer was elsewhere since then, and came onto this button: a person who sees it has moved it there. */
  isAt(button: HTMLButtonElement): boolean;
  readonly end: () => void;
}

/** Follows the pointer in a dialog. The second press of a double click does not move it, and so is never aimed. */
export function followAim(root: ShadowRoot, events: PersonEvents): Aim {
  /** Null where there is no button; undefined until the pointer moves. */
  let at: HTMLButtonElement | null | undefined;
  let arrived = false;
  const end = events.on("pointermove", (event) => {
    // A browser repeats the last movement if something moves under the pointer.
    if (!event.isTrusted || !(event instanceof MouseEvent) || (event.movementX === 0 && event.movementY === 0)) return;
    const button = buttonAt(root, event) ?? null;
    if (at !== undefined && button !== at) arrived = true;
    at = button;
  });
  return {
    restart: () => {
      at = undefined;
      arrived = false;
    },
    isAt: (button) => arrived && at === button,
    end,
  };
}
