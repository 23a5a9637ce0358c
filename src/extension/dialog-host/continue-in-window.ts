/** How often to look whether the person is at the page, in milliseconds. */
const lookInterval = 500;

/** How many windows are opened for one renewal: one that closes at once must not open again and again. */
const maxWindows = 3;

/**
 * Opens the extension's own window, which takes the renewal over from a dialog that the page does not let stay: at once, or,
 * because no window opens for a tab behind another, nor beside another such window, when the person is back at the page.
 *
 * @param isNeeded whether no window has taken over yet
 * @param openWindow resolves to whether one has opened
 */
export async function continueInWindow(isNeeded: () => boolean, openWindow: () => Promise<boolean>): Promise<void> {
  let opened = (await openWindow()) ? 1 : 0;
  while (isNeeded() && opened < maxWindows) {
    await new Promise((resolve) => setTimeout(resolve, lookInterval));
    // A window that is open has the focus, and whoever goes back to the page needs it again.
    if (isNeeded() && !document.hidden && document.hasFocus() && (await openWindow())) opened += 1;
  }
}
