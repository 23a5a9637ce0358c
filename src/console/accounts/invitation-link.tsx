import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Invitation } from "../../protocol/console/accounts.ts";
import { Button } from "../../ui/components/button.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { listedMoment } from "../parts/formats.ts";
import { Modal } from "../parts/modal.tsx";
import { useSite } from "../session/site.ts";

interface InvitationLinkProps {
  readonly name: string;
  readonly invitation: Invitation;
  readonly close: () => void;
}

/** The link of an invitation, which is shown once. */
export function InvitationLink({ name, invitation, close }: InvitationLinkProps): JSX.Element {
  const { texts, language } = useSite();
  const { invite: words } = texts;
  const [said, say] = useState("");
  const { link, expiresAt, mailed } = invitation;
  return (
    <Modal heading={words.linkHeading(name)} close={close}>
      <p>{words.linkLead(listedMoment(expiresAt, language))}</p>
      {mailed && <p>{words.mailed}</p>}
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
