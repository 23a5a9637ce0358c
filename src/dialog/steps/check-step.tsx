import type { JSX } from "preact";
import { CertificateCard } from "../parts/certificate-card.tsx";
import { ClockNote } from "../parts/clock-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";

/** 証明書更新チェック: which certificate, until when, how many days; 「更新」 or 「後で」. */
export function CheckStep({ state, view }: StepProps<"check">): JSX.Element {
  const { texts, send } = view;
  const { certificate } = state.status;
  return (
    <>
      <Heading scene="due">{texts.check.heading}</Heading>
      <CertificateCard certificate={certificate} view={view}>
        <span class="badge">{texts.check.daysLeft(certificate.daysLeft)}</span>
      </CertificateCard>
      <p>{texts.check.lead}</p>
      <p class="quiet">{texts.check.what}</p>
      <ClockNote clock={state.clock} view={view} />
      <div class="actions">
        <button type="button" class="button" onClick={() => send({ type: "leave" })}>
          {texts.action.later}
        </button>
        <button type="button" class="button primary" onClick={() => send({ type: "renew" })}>
          {texts.action.renew}
        </button>
      </div>
    </>
  );
}
