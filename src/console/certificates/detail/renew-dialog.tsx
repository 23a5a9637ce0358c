import type { JSX } from "preact";
import { renewCertificate } from "../../../client/console/certificates.ts";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import type { Precondition } from "../../../protocol/precondition.ts";
import { Button } from "../../../ui/components/button.tsx";
import { goTo } from "../../address/use-address.ts";
import { Failure } from "../../parts/failure.tsx";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";

interface RenewDialogProps {
  readonly detail: CertificateDetail;
  readonly close: () => void;
}

/** 「証明書を更新します。よろしいですか？」 It leads to the new certificate. */
export function RenewDialog({ detail, close }: RenewDialogProps): JSX.Element {
  const { service, attempt, texts, say } = useSite();
  const { renewal } = texts;
  const { running, failure, run } = useAction();
  // Somebody who was told that the holder has begun already, and still goes on, means it.
  const precondition: Precondition =
    failure === "replacement-pending" && detail.replacement !== null
      ? { kind: "replaces", serial: detail.replacement.serial }
      : { kind: "none-pending" };
  const renew = (): void =>
    run(async () => {
      const identity = await attempt(() => renewCertificate(service, detail, precondition));
      close();
      goTo({ page: "certificate", identity });
      say(renewal.done(detail.cn));
    });
  return (
    <Modal heading={renewal.question} close={close}>
      <p>{renewal.lead(detail.cn)}</p>
      <Failure code={failure} texts={texts} />
      {precondition.kind === "replaces" && <p>{renewal.replaces}</p>}
      <div class="actions">
        <Button kind="primary" aria-disabled={running} onClick={renew}>
          {texts.ok}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
