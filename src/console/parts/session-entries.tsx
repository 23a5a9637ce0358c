import type { JSX } from "preact";
import type { ListedSession } from "../../protocol/console/own-account.ts";
import { Button } from "../../ui/components/button.tsx";
import { useSite } from "../session/site.ts";
import { sessionTexts } from "../texts/session-texts.ts";
import { listedMoment } from "./formats.ts";

interface SessionEntriesProps {
  readonly sessions: readonly ListedSession[];
  readonly running: boolean;
  readonly end: (session: string) => void;
}

/** Sessions of an account: where, since when, and with which certificate; each can be ended but the one that asks. */
export function SessionEntries({ sessions, running, end }: SessionEntriesProps): JSX.Element {
  const { language } = useSite();
  const words = sessionTexts(language);
  const nameOf = ({ site, address }: ListedSession): string => [words.sites[site], address].filter((part) => part !== "").join(" ");
  return (
    <ul class="entries">
      {sessions.map((session) => (
        <li key={session.id}>
          <div>
            <span class="strong">{nameOf(session)}</span> {session.own && <span class="quiet">({words.own})</span>}
            <p class="quiet">
              {[
                words.opened(listedMoment(session.openedAt, language)),
                words.seen(listedMoment(session.seenAt, language)),
                words.certificate(session.cn),
                session.host,
              ]
                .filter((part) => part !== "")
                .join(" · ")}
            </p>
          </div>
          {!session.own && (
            <Button aria-disabled={running} aria-label={words.named(words.end, nameOf(session))} onClick={() => end(session.id)}>
              {words.end}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
