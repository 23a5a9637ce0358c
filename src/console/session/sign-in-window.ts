/** What marks a window in which somebody only logs in again, for as long as it is open, wherever it goes meanwhile. */
const key = "sign-in-window";

/** The name of the channel on which such a window says that it is done; every page of the site in this browser hears it. */
export const signInChannel = "session-opened";

/** Marks a window that this page has just opened, and that is empty still. */
export function markSignInWindow({ sessionStorage }: Window): void {
  sessionStorage.setItem(key, "yes");
}

/** Whether somebody only logs in again in this window. */
export function isSignInWindow(): boolean {
  return sessionStorage.getItem(key) !== null;
}
