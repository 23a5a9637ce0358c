import type { JSX } from "preact";
import { cancelRecoveryCode } from "../../../client/console/recovery-code.ts";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { recoveryCodeTexts } from "./recovery-code-texts.ts";

interface CancelCodeDialogProps {
  readonly detail: CertificateDetail;
  readonly cancelled: () => void;
  readonly close: () => void;
}

/** Asks before a recovery code is cancelled. */
export function CancelCodeDialog({ detail, cancelled, close }: CancelCodeDialogProps): JSX.Element {
  const { service, attempt, language, texts, say } = useSite();
  const words = recoveryCodeTexts(language);
  const { running, failure, run } = useAction();
  const cancel = (): void =>
    run(async () => {
      await attempt(() => cancelRecoveryCode(service, detail));
      close();
      cancelled();
      say(words.cancelled);
    });
  return (
    <Modal heading={words.cancelQuestion(detail.cn)} close={close}>
      <p>{words.cancelLead}</p>
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="danger" aria-disabled={running} onClick={cancel}>
          {texts.ok}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
