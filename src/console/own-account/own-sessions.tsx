import type { JSX } from "preact";
import { endOwnSessions, listOwnSessions } from "../../client/console/own-account.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { SessionEntries } from "../parts/session-entries.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import type { Loaded } from "../session/use-loaded.ts";
import type { OwnSecurityTexts } from "../texts/own-security-texts.ts";
import { sessionTexts } from "../texts/session-texts.ts";

interface OwnSessionsProps {
  readonly loaded: Loaded<Awaited<ReturnType<typeof listOwnSessions>>>;
  readonly words: OwnSecurityTexts["sessions"];
}

/** Where one is logged in. */
export function OwnSessions({ loaded, words }: OwnSessionsProps): JSX.Element {
  const { service, texts, language, attempt, say } = useSite();
  const { running, failure, run } = useAction();
  const end = (session: string | undefined): void =>
    run(async () => {
      await attempt(() => endOwnSessions(service, session));
      say(session === undefined ? words.endedOthers : sessionTexts(language).ended);
      await loaded.reload();
    });
  return (
    <section class="card">
      <h2>{words.heading}</h2>
      <p>{words.lead}</p>
      <Failure code={failure} texts={texts} />
      <ScreenPart loaded={loaded}>
        {(sessions) => (
          <>
            <SessionEntries sessions={sessions} running={running} end={end} />
            {sessions.length > 1 && (
              <div class="actions">
                <Button aria-disabled={running} onClick={() => end(undefined)}>
                  {words.endOthers}
                </Button>
              </div>
            )}
          </>
        )}
      </ScreenPart>
    </section>
  );
}
