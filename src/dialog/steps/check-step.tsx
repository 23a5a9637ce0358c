import type { JSX } from "preact";
import { Button } from "../../ui/components/button.tsx";
import { CertificateCard } from "../parts/certificate-card.tsx";
import { ClockNote } from "../parts/clock-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";

/** 証明書更新チェック: the certificate, its expiry date and remaining days, and why it is due; 「更新」 or 「後で」. */
export function CheckStep({ state, view }: StepProps<"check">): JSX.Element {
  const { texts, send } = view;
  const { certificate, order } = state.status;
  const reason = order?.reason ?? undefined;
  return (
    <>
      <Heading scene="due">{texts.check.heading}</Heading>
      <CertificateCard certificate={certificate} now={state.status.now} view={view} />
      <p>{order === null ? texts.check.lead : texts.check.ordered}</p>
      {order === null && <p class="quiet">{texts.check.what}</p>}
      {reason !== undefined && (
        <p class="quiet" dir="auto">
          {texts.check.reason(reason)}
        </p>
      )}
      <ClockNote clock={state.clock} view={view} />
      <div class="actions">
        <Button onClick={() => send({ type: "leave" })}>{texts.action.later}</Button>
        <Button kind="primary" onClick={() => send({ type: "renew" })}>
          {texts.action.renew}
        </Button>
      </div>
    </>
  );
}

/** A certificate that expires soon and cannot be renewed: why, and what to do. */
export function RefusalStep({ state, view }: StepProps<"refusal">): JSX.Element {
  const { texts, send } = view;
  const { certificate, refusal } = state.status;
  return (
    <>
      <Heading>{texts.refusal.heading}</Heading>
      <CertificateCard certificate={certificate} now={state.status.now} view={view} />
      <p>{refusal === null ? texts.check.what : texts.errors[refusal.code]}</p>
      {state.status.explanation !== null && (
        <p>
          <a href={state.status.explanation} target="_blank" rel="noreferrer">
            {texts.explanation}
          </a>
        </p>
      )}
      <div class="actions">
        <Button kind="primary" onClick={() => send({ type: "leave" })}>
          {texts.action.close}
        </Button>
      </div>
    </>
  );
}

/** Shown while the key is generated, the request signed, the certificate fetched, and the file written and verified. */
export function WorkingStep({ state, view }: StepProps<"working">): JSX.Element {
  const { texts, slowKey } = view;
  return (
    <>
      <Heading>{texts.working.heading}</Heading>
      {state.failure === undefined && (
        <>
          {state.part === undefined ? (
            <div class="busy" aria-hidden="true" />
          ) : (
            <progress value={state.part} aria-label={texts.working.heading} />
          )}
          <p>{texts.working.lead}</p>
          {slowKey && state.attempt === undefined && <p class="quiet">{texts.working.slowKey}</p>}
        </>
      )}
      <FailureNote failure={state.failure} view={view} />
    </>
  );
}
