/** How long after a click the release of a key may belong to it, in milliseconds. */
const releaseDelay = 1_000;

/** How far apart two presses in vain may be, in milliseconds. */
const repetition = 5_000;

/** Presses of a focused button by Enter or Space. */
export interface UnclickedKeys {
  /** To be called with each of the person's events that is heard at the window. */
  readonly hear: (event: Event) => void;
}

/**
 * Notices that Enter or Space is pressed on a button. A page's listener may stop that the key goes down; then only its
 * release is heard. One such release means nothing: the key may have gone down in a window of the browser, such as the
 * one in which a certificate is chosen. The second one in a row was pressed in vain.
 *
 * @param focusedButton the enabled button that has the focus
 * @param pressed called for each press, which a click must follow
 */
export function unclickedKeys(focusedButton: () => Element | null, pressed: () => void): UnclickedKeys {
  let clickedAt = -Infinity;
  let down: { readonly key: string; readonly button: Element | null } | undefined;
  let releasedAt = -Infinity;

  function release(key: string): void {
    const now = performance.now();
    const button = focusedButton();
    const heard = down?.key === key ? down : undefined;
    down = undefined;
    if (button === null) return;
    if (heard !== undefined) {
      if (key === " " && heard.button === button) pressed();
      return;
    }
    if (now - releasedAt < repetition && now - clickedAt > releaseDelay) pressed();
    releasedAt = now;
  }

  return {
    hear: (event) => {
      if (event.type === "click") {
        clickedAt = performance.now();
        releasedAt = -Infinity;
      }
      if (!(event instanceof KeyboardEvent) || (event.key !== "Enter" && event.key !== " ")) return;
      if (event.type === "keyup") release(event.key);
      if (event.type !== "keydown" || event.repeat) return;
      down = { key: event.key, button: focusedButton() };
      if (event.key === "Enter" && down.button !== null) pressed();
    },
  };
}
