import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { MadeToken } from "../../../protocol/console/tokens.ts";
import { Button } from "../../../ui/components/button.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { listedMoment } from "../../parts/formats.ts";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";

interface ShownTokenProps {
  readonly made: MadeToken;
  readonly close: () => void;
}

/** A token, which is shown once. */
export function ShownToken({ made: { token, made }, close }: ShownTokenProps): JSX.Element {
  const { texts, language } = useSite();
  const [said, say] = useState("");
  return (
    <Modal heading={texts.makeToken.madeHeading} close={close}>
      <p>{texts.makeToken.madeLead(made.name, listedMoment(made.endsAt, language))}</p>
      <code class="copyable">{token}</code>
      <p role="status" class="quiet">
        {said}
      </p>
      <div class="actions">
        <CopyButton
          text={token}
          label={texts.invite.copy}
          done={(copied) => say(copied ? texts.invite.copied : texts.invite.notCopied)}
        />
        <Button onClick={close}>{texts.close}</Button>
      </div>
    </Modal>
  );
}
