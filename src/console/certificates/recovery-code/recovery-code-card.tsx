import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { Button } from "../../../ui/components/button.tsx";
import { listedMoment } from "../../parts/formats.ts";
import { permits, useSite } from "../../session/site.ts";
import { CancelCodeDialog } from "./cancel-code-dialog.tsx";
import { IssueCodeDialog } from "./issue-code-dialog.tsx";
import { recoveryCodeTexts } from "./recovery-code-texts.ts";

interface RecoveryCodeCardProps {
  readonly detail: CertificateDetail;
  readonly changed: () => void;
}

/** A code for somebody who is locked out. */
export function RecoveryCodeCard({ detail, changed }: RecoveryCodeCardProps): JSX.Element | null {
  const { session, language } = useSite();
  const words = recoveryCodeTexts(language);
  const [doing, setDoing] = useState<"issue" | "cancel">();
  const { possible, unused } = detail.recoveryCode;
  if (!possible && unused === null) return null;
  const close = (): void => setDoing(undefined);
  return (
    <section class="card recovery-code">
      <h2>{words.heading}</h2>
      <p class="quiet">{words.lead}</p>
      {unused !== null && <p>{words.unused(unused.by ?? words.operators, listedMoment(unused.expiresAt, language))}</p>}
      {permits(session.role, "operator") && (
        <div class="actions">
          {possible && <Button onClick={() => setDoing("issue")}>{words.issue}</Button>}
          {unused !== null && <Button onClick={() => setDoing("cancel")}>{words.cancel}</Button>}
        </div>
      )}
      {doing === "issue" && <IssueCodeDialog detail={detail} issued={changed} close={close} />}
      {doing === "cancel" && <CancelCodeDialog detail={detail} cancelled={changed} close={close} />}
    </section>
  );
}
