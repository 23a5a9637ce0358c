import type { JSX } from "preact";
import { dayInMilliseconds } from "../../core/days.ts";
import type { Status } from "../../protocol/status.ts";
import { Heading } from "../parts/heading.tsx";
import { formatDay } from "../../ui/moment-format.ts";
import type { StepProps } from "../parts/view.ts";
import { CertificatesCompared } from "./certificates-compared.tsx";
import { RemovalGuide } from "./removal-guide.tsx";

/** 新しい証明書で接続できました: which certificate is which, and what becomes of the old one. */
export function DoneStep({ state, view }: StepProps<"done">): JSX.Element {
  const { texts, language, occasion, send } = view;
  const { status, issued } = state;
  const end = retirement(status);
  return (
    <>
      <div class="success">
        <Heading scene="done">{texts.done.heading}</Heading>
      </div>
      {occasion === "recovery" ? (
        <>
          <dl class="facts">
            <div>
              <dt>{texts.done.fresh}</dt>
              <dd class="strong">{status.certificate.cn}</dd>
            </div>
            <div>
              <dt>{texts.card.validUntil}</dt>
              <dd>{formatDay(issued.replacement.notAfter, language)}</dd>
            </div>
            <div>
              <dt>{texts.card.serial}</dt>
              <dd class="serial">{issued.replacement.serial}</dd>
            </div>
          </dl>
          <p>{texts.done.recovered}</p>
        </>
      ) : (
        <>
          <p>{texts.done.lead}</p>
          <p>{texts.done.apart(status.certificate.cn)}</p>
          <CertificatesCompared fresh={issued.replacement} old={status.certificate} view={view} />
          <p>{end === undefined ? texts.done.until(formatDay(status.certificate.notAfter, language)) : texts.done.retires(formatDay(end, language))}</p>
          <RemovalGuide serial={status.certificate.serial} view={view} />
        </>
      )}
      <p class="quiet">{texts.done.keep}</p>
      <div class="actions">
        <button type="button" class="button primary" onClick={() => send({ type: "leave" })}>
          {texts.action.close}
        </button>
      </div>
    </>
  );
}

/** When the service stops accepting the certificate, ISO 8601, where that is before its own end. */
function retirement({ now, retireAfterDays, certificate }: Status): string | undefined {
  if (retireAfterDays === null) return undefined;
  const end = Date.parse(now) + retireAfterDays * dayInMilliseconds;
  return end < Date.parse(certificate.notAfter) ? new Date(end).toISOString() : undefined;
}
