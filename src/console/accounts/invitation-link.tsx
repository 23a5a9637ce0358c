import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { listAccounts } from "../../client/console/accounts.ts";
import type { Invitation } from "../../protocol/console/accounts.ts";
import { Button } from "../../ui/components/button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";
import { useLoaded } from "../session/use-loaded.ts";
import { usePolled } from "../session/use-polled.ts";
import { managingTexts } from "./managing-texts.ts";

interface InvitationLinkProps {
  readonly name: string;
  readonly invitation: Invitation;
  readonly close: () => void;
}

/** The link of an invitation, which is shown once, and what becomes of its mail. */
export function InvitationLink({ name, invitation, close }: InvitationLinkProps): JSX.Element {
  const { service, texts, language } = useSite();
  const { invite: words } = texts;
  const [said, say] = useState("");
  const { link, expiresAt, mailing } = invitation;
  const mail = useLoaded(`invitation-${name}`, async () => {
    const account = mailing ? (await listAccounts(service)).find((each) => each.name === name) : undefined;
    return account?.invitationMail ?? null;
  });
  usePolled(mail, (state) => state === "sending");
  const state = mail.value ?? (mailing ? "sending" : null);
  return (
    <Modal heading={words.linkHeading(name)} close={close}>
      <p>{words.linkLead(listedMoment(expiresAt, language))}</p>
      {state !== null && (
        <p role="status" class={state === "failed" ? "note warning" : undefined}>
          {managingTexts(language).mails[state]}
        </p>
      )}
      <code class="copyable">{link}</code>
      <p role="status" class="quiet">
        {said}
      </p>
      <div class="actions">
        <CopyButton text={link} label={words.copy} done={(copied) => say(copied ? words.copied : words.notCopied)} />
        <Button onClick={close}>{texts.close}</Button>
      </div>
    </Modal>
  );
}
