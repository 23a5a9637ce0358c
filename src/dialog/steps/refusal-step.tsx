import type { JSX } from "preact";
import { CertificateCard } from "../parts/certificate-card.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";

/** A certificate that expires soon and does not renew: why, and what to do. */
export function RefusalStep({ state, view }: StepProps<"refusal">): JSX.Element {
  const { texts, send } = view;
  const { certificate, refusal } = state.status;
  return (
    <>
      <Heading>{texts.refusal.heading}</Heading>
      <CertificateCard certificate={certificate} view={view}>
        <span class="badge">{texts.check.daysLeft(certificate.daysLeft)}</span>
      </CertificateCard>
      <p>{refusal === null ? texts.check.what : texts.errors[refusal.code]}</p>
      {state.status.explanation !== null && (
        <p>
          <a href={state.status.explanation} target="_blank" rel="noreferrer">
            {texts.explanation}
          </a>
        </p>
      )}
      <div class="actions">
        <button type="button" class="button primary" onClick={() => send({ type: "leave" })}>
          {texts.action.close}
        </button>
      </div>
    </>
  );
}
