import { useEffect, useState } from "preact/hooks";
import { watchRenewal } from "../../inpage/watch-renewal.ts";
import { useSite } from "../session/site.ts";

/** The login, by when it was, in which the person has closed the dialog: it comes back by itself at the next one. */
let closedIn: string | undefined;

/** The renewal of the certificate with which the site is looked at. */
interface OwnRenewal {
  /** Whether there is one, the dialog of which was closed since the login. */
  readonly isClosed: boolean;
  /** Opens it again. */
  readonly open: () => void;
}

/**
 * Shows the renewal of one's own certificate, as the page after the login of other apps does; not again at each visit of TOP, once it
 * was closed.
 */
export function useOwnRenewal(): OwnRenewal {
  const { session, language } = useSite();
  const { openedAt: login } = session;
  const [, draw] = useState(0);
  const isClosed = closedIn === login;
  const close = (now: string | undefined): void => {
    closedIn = now;
    draw((before) => before + 1);
  };
  useEffect(() => {
    if (isClosed) return undefined;
    const watch = watchRenewal({
      language,
      onEvent(event) {
        if (event.type === "dismissed") close(login);
      },
    });
    return () => watch.stop();
  }, [language, login, isClosed]);
  return { isClosed, open: () => close(undefined) };
}
