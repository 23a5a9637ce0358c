import type { JSX } from "preact";
import { endAccountSessions, listAccountSessions } from "../../client/console/accounts.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { Modal } from "../parts/modal.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { SessionEntries } from "../parts/session-entries.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { sessionTexts } from "../texts/session-texts.ts";
import { managingTexts } from "./managing-texts.ts";

/** Where somebody is logged in. */
export function SessionsDialog({ name, close }: { readonly name: string; readonly close: () => void }): JSX.Element {
  const { service, texts, language, attempt, say } = useSite();
  const words = managingTexts(language);
  const loaded = useLoaded(`sessions-${name}`, () => listAccountSessions(service, name));
  const { running, failure, run } = useAction();
  const end = (session: string | undefined): void =>
    run(async () => {
      await attempt(() => endAccountSessions(service, name, session));
      say(session === undefined ? words.endedAll : sessionTexts(language).ended);
      await loaded.reload();
    });
  return (
    <Modal heading={words.sessionsHeading(name)} close={close}>
      <Failure code={failure} texts={texts} />
      <ScreenPart loaded={loaded}>
        {(sessions) =>
          sessions.length === 0 ? <p>{words.noSessions}</p> : <SessionEntries sessions={sessions} running={running} end={end} />
        }
      </ScreenPart>
      <div class="actions">
        {(loaded.value?.length ?? 0) > 1 && (
          <Button aria-disabled={running} onClick={() => end(undefined)}>
            {words.endAll}
          </Button>
        )}
        <Button onClick={close}>{texts.close}</Button>
      </div>
    </Modal>
  );
}
