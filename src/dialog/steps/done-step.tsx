import type { JSX } from "preact";
import { Heading } from "../heading.tsx";
import { formatDay } from "../moment-format.ts";
import type { StepProps } from "../view.ts";

/** 新しい証明書で接続できました: which certificate is which, and that both work for now. */
export function DoneStep({ state, view }: StepProps<"done">): JSX.Element {
  const { texts, language, occasion, send } = view;
  const fresh = { name: texts.done.fresh, certificate: state.issued.replacement };
  const old = { name: texts.done.old, certificate: state.status.certificate };
  const recovered = occasion === "recovery";
  const certificates = recovered ? [fresh] : [fresh, old];
  return (
    <>
      <div class="success">
        <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" focusable="false">
          <path d="M5 12.5l4.5 4.5L19 7.5" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" />
        </svg>
        <Heading>{texts.done.heading}</Heading>
      </div>
      {certificates.map(({ name, certificate }) => (
        <dl class="card" key={certificate.serial}>
          <div>
            <dt>{name}</dt>
            <dd class="strong">{state.status.certificate.cn}</dd>
          </div>
          <div>
            <dt>{texts.card.validUntil}</dt>
            <dd>{formatDay(certificate.notAfter, language)}</dd>
          </div>
          <div>
            <dt>{texts.card.serial}</dt>
            <dd class="serial">{certificate.serial}</dd>
          </div>
        </dl>
      ))}
      <p>{recovered ? texts.done.recovered : texts.done.lead}</p>
      <p class="quiet">{texts.done.keep}</p>
      <div class="actions">
        <button type="button" class="button primary" onClick={() => send({ type: "leave" })}>
          {texts.action.close}
        </button>
      </div>
    </>
  );
}
