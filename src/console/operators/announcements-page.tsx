import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { listAnnouncements, withdraw } from "../../client/console/operators.ts";
import type { ListedAnnouncement } from "../../protocol/console/operators.ts";
import { Button } from "../../ui/components/button.tsx";
import { Failure } from "../parts/failure.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Heading } from "../parts/heading.tsx";
import { Modal } from "../parts/modal.tsx";
import { ScreenPart } from "../parts/screen.tsx";
import { useSite } from "../session/site.ts";
import { useAction } from "../session/use-action.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { AnnounceDialog } from "./announce-dialog.tsx";
import { EarlierLinks } from "./earlier-links.tsx";
import { useWords } from "./texts/use-words.ts";

/** 管理者からのお知らせ, of all tenants. */
export function AnnouncementsPage({ parameters }: { readonly parameters: string }): JSX.Element {
  const { service, language } = useSite();
  const { announcements: words } = useWords();
  const before = new URLSearchParams(parameters).get("before") ?? "";
  const loaded = useLoaded(`announcements-${before}`, () => listAnnouncements(service, before));
  const [doing, setDoing] = useState<"announcing" | ListedAnnouncement>();
  const close = (): void => setDoing(undefined);
  const reload = (): void => void loaded.reload();
  return (
    <>
      <Heading actions={<Button onClick={() => setDoing("announcing")}>{words.add}</Button>}>{words.heading}</Heading>
      <p>{words.lead}</p>
      <ScreenPart loaded={loaded}>
        {({ announcements, more }) => (
          <>
            {announcements.length === 0 && <p class="card empty">{words.empty}</p>}
            {announcements.map((announcement) => (
              <article key={announcement.number} class="card announcement">
                <h2>{announcement.title}</h2>
                <p class="quiet">
                  <time dateTime={announcement.at}>{listedMoment(announcement.at, language)}</time>
                  {" · "}
                  <bdi>{announcement.tenant ?? words.all}</bdi>
                  {announcement.by !== null && ` · ${words.by(announcement.by)}`}
                </p>
                <p class="lines">{announcement.text}</p>
                <div class="actions">
                  <Button aria-label={words.withdrawOf(announcement.title)} onClick={() => setDoing(announcement)}>
                    {words.withdraw}
                  </Button>
                </div>
              </article>
            ))}
            <EarlierLinks page="announcements" parameters={parameters} last={more ? announcements.at(-1)?.number : undefined} />
          </>
        )}
      </ScreenPart>
      {doing === "announcing" && <AnnounceDialog tenant="" close={close} announced={reload} />}
      {doing !== undefined && doing !== "announcing" && <WithdrawDialog announcement={doing} close={close} withdrawn={reload} />}
    </>
  );
}

interface WithdrawDialogProps {
  readonly announcement: ListedAnnouncement;
  readonly close: () => void;
  readonly withdrawn: () => void;
}

function WithdrawDialog({ announcement: { number, title }, close, withdrawn }: WithdrawDialogProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { announcements: words } = useWords();
  const { running, failure, run } = useAction();
  const confirm = (): void =>
    run(async () => {
      await attempt(() => withdraw(service, number));
      close();
      withdrawn();
      say(words.withdrawn);
    });
  return (
    <Modal heading={words.withdrawOf(title)} close={close}>
      <p>{words.withdrawLead}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="primary" aria-disabled={running} onClick={confirm}>
          {words.withdraw}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
