import { watchRenewal } from "../../inpage/watch-renewal.ts";
import type { Language } from "../../ui/language.ts";

/** The login, by when it was, in which the person has closed the prompt: it comes back at the next one. */
let putOffIn: string | undefined;

/**
 * Shows the renewal of the certificate with which the site is looked at, as the page after the login of other apps does. What was
 * put off is not shown again at each visit of TOP; a renewal that was begun is.
 *
 * @param login when the session was opened
 * @returns ends it
 */
export function watchOwnRenewal(language: Language, login: string): () => void {
  if (putOffIn === login) return () => undefined;
  let begun = false;
  const watch = watchRenewal({
    language,
    onEvent(event) {
      if (event.type === "due") begun = event.occasion === "resume";
      if (event.type === "issued") begun = true;
      if (event.type === "dismissed" && !begun) putOffIn = login;
    },
  });
  return () => watch.stop();
}
