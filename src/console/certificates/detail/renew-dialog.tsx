import type { JSX } from "preact";
import { codeOf } from "../../../client/console/administration-error.ts";
import { renewCertificate } from "../../../client/console/certificates.ts";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import type { Precondition } from "../../../protocol/precondition.ts";
import { Button } from "../../../ui/components/button.tsx";
import { goTo } from "../../address/use-address.ts";
import { Failure } from "../../parts/failure.tsx";
import { listedMoment } from "../../parts/formats.ts";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";

interface RenewDialogProps {
  readonly detail: CertificateDetail;
  /** The certificate is not as it was shown. */
  readonly changed: () => void;
  readonly close: () => void;
}

/** 「証明書を更新します。よろしいですか？」 It leads to the new certificate. */
export function RenewDialog({ detail, changed, close }: RenewDialogProps): JSX.Element {
  const { service, attempt, language, texts, say } = useSite();
  const { renewal } = texts;
  const { running, failure, run } = useAction();
  // The holder has begun already: whoever is told what becomes invalid, and goes on, means it.
  const { replacement } = detail;
  const pending = replacement !== null && replacement.firstUsedAt === null && !replacement.kept ? replacement : undefined;
  const precondition: Precondition =
    pending === undefined ? { kind: "none-pending" } : { kind: "replaces", serial: pending.serial };
  const renew = (): void =>
    run(async () => {
      const identity = await attempt(() => renewCertificate(service, detail, precondition)).catch((error: unknown) => {
        // The holder has begun, or begun again, since this was shown.
        if (codeOf(error) === "replacement-pending") changed();
        throw error;
      });
      close();
      goTo({ page: "certificate", identity });
      say(renewal.done(detail.cn));
    });
  return (
    <Modal heading={renewal.question} close={close}>
      <p>{detail.state === "expired" ? renewal.leadExpired(detail.cn) : renewal.lead(detail.cn)}</p>
      <Failure code={failure} texts={texts} />
      {pending !== undefined && (
        <div class="note danger">
          <p>{renewal.replaces(listedMoment(pending.issuedAt, language))}</p>
          <p>
            {texts.detail.serial}: <span class="serial whole">{pending.serial}</span>
          </p>
        </div>
      )}
      <div class="actions">
        <Button kind={pending === undefined ? "primary" : "danger"} aria-disabled={running} onClick={renew}>
          {pending === undefined ? texts.ok : renewal.submitReplacing}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}
