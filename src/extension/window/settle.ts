import type { PersonEvents } from "../../dialog/frame/person-events.ts";

/** How long the window must have been in front before a press counts, in milliseconds. */
const settleTime = 700;

/**
 * Holds the buttons until the person can have read the window, which opens by itself while they press something in the
 * page behind it.
 *
 * @param ignored called for each press that comes too early
 * @param counted called after each press that counts
 */
export function holdEarlyPresses(root: ShadowRoot, events: PersonEvents, ignored: () => void, counted: () => void): void {
  const held = [...root.querySelectorAll<HTMLButtonElement>("button:enabled")];
  let holding = true;
  for (const button of held) {
    button.disabled = true;
    button.dataset["held"] = "";
  }

  function release(): void {
    holding = false;
    for (const button of held) {
      button.disabled = false;
      delete button.dataset["held"];
    }
  }

  const judge = (event: Event): void => {
    if (holding) {
      event.preventDefault();
      ignored();
    } else if (event.type === "click") {
      // What it changes may move the button, which has not received the click.
      setTimeout(counted);
    }
  };
  events.on("pointerdown", judge);
  events.on("click", judge);
  const settle = (): void => void setTimeout(release, settleTime);
  if (document.hasFocus()) settle();
  else addEventListener("focus", settle, { once: true });
}
