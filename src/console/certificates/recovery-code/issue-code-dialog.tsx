import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { issueRecoveryCode } from "../../../client/console/recovery-code.ts";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import type { IssuedRecoveryCode } from "../../../protocol/console/recovery-code.ts";
import { Button } from "../../../ui/components/button.tsx";
import { Facts } from "../../../ui/components/facts.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Failure } from "../../parts/failure.tsx";
import { listedMoment } from "../../parts/formats.ts";
import { Modal } from "../../parts/modal.tsx";
import { useSite } from "../../session/site.ts";
import { useAction } from "../../session/use-action.ts";
import { recoveryCodeTexts } from "./recovery-code-texts.ts";

interface IssueCodeDialogProps {
  readonly detail: CertificateDetail;
  readonly issued: () => void;
  readonly close: () => void;
}

/** Asks before a recovery code is issued, and shows it, once. */
export function IssueCodeDialog({ detail, issued, close }: IssueCodeDialogProps): JSX.Element {
  const { service, attempt, language, texts } = useSite();
  const words = recoveryCodeTexts(language);
  const [shown, setShown] = useState<IssuedRecoveryCode>();
  const { running, failure, run } = useAction();
  if (shown !== undefined) {
    const done = (): void => {
      close();
      issued();
    };
    return <ShownCode detail={detail} shown={shown} close={done} />;
  }
  const issue = (): void => run(async () => setShown(await attempt(() => issueRecoveryCode(service, detail))));
  return (
    <Modal heading={words.question(detail.cn)} close={close}>
      <p>{words.consequences}</p>
      {detail.recoveryCode.unused !== null && <p class="note warning">{words.replaces}</p>}
      <Failure code={failure} texts={texts} />
      <div class="actions">
        <Button kind="primary" aria-disabled={running} onClick={issue}>
          {texts.ok}
        </Button>
        <Button onClick={close}>{texts.cancel}</Button>
      </div>
    </Modal>
  );
}

interface ShownCodeProps {
  readonly detail: CertificateDetail;
  readonly shown: IssuedRecoveryCode;
  readonly close: () => void;
}

/** A sheet to hand over; the code is forgotten with it. */
function ShownCode({ detail, shown, close }: ShownCodeProps): JSX.Element {
  const { language, texts } = useSite();
  const words = recoveryCodeTexts(language);
  const [said, say] = useState("");
  const { code, expiresAt, address, replaced } = shown;
  return (
    <Modal heading={words.issued(detail.cn)} close={close}>
      <div class="handed-over">
        <Facts
          facts={[
            { term: words.holder, value: `${detail.cn}@${detail.o}`, kind: "strong" },
            { term: words.code, value: <code class="secret recovery">{code}</code> },
            { term: words.validUntil, value: listedMoment(expiresAt, language) },
            { term: words.address, value: address ?? words.noAddress },
          ]}
        />
      </div>
      <p>{words.once}</p>
      {replaced && <p>{words.replaces}</p>}
      <p role="status" class="quiet">
        {said}
      </p>
      <div class="actions">
        <CopyButton text={code} label={words.copy} done={(copied) => say(copied ? words.copied : words.notCopied)} />
        <Button onClick={() => print()}>{texts.detail.print}</Button>
        <Button onClick={close}>{texts.close}</Button>
      </div>
    </Modal>
  );
}
