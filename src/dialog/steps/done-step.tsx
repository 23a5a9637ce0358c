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
        <Heading scene="done">{texts.done.heading}</Heading>
      </div>
      {certificates.map(({ name, certificate }) => (
        <dl class="facts" key={certificate.serial}>
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
