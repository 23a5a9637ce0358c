import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { textsFor } from "../../dialog/texts/texts-for.ts";
import type { Status } from "../../protocol/status.ts";
import type { Language } from "../../ui/language.ts";
import type { Advice } from "./situation.ts";
import { popupTexts, type Texts } from "./texts.ts";

interface CertificateCardProps {
  readonly language: Language;
  readonly status: Status;
  readonly advice: Advice;
  readonly open: () => Promise<void>;
  /** Stands below what to do. */
  readonly children: ComponentChildren;
}

/** Which certificate the site saw, how long it lasts, and what to do about it. */
export function CertificateCard({ language, status, advice, open, children }: CertificateCardProps): JSX.Element {
  const texts = popupTexts(language);
  const [notOpened, setNotOpened] = useState(false);
  const { certificate } = status;
  const [before, days, after] = texts.daysLeft(certificate.daysLeft);
  const date = new Intl.DateTimeFormat(language, { dateStyle: "long" });
  const action = actionFor(advice, texts);

  return (
    <section class={advice}>
      <h2>{certificate.cn}</h2>
      <p class="days">
        {before} <strong>{days}</strong> {after}
      </p>
      <dl>
        <dt>{texts.validUntil}</dt>
        <dd>
          <time dateTime={certificate.notAfter}>{date.format(new Date(certificate.notAfter))}</time>
        </dd>
        <dt>{texts.organisation}</dt>
        <dd>{certificate.o}</dd>
        <dt>{texts.serial}</dt>
        <dd class="serial">{certificate.serial}</dd>
        {advice === "renewed" && status.pending !== null && (
          <>
            <dt>{texts.replacement}</dt>
            <dd class="serial">{status.pending.serial}</dd>
          </>
        )}
      </dl>
      <div class="advice">
        {sentences(language, status, advice, date.format(new Date(status.window.prompt))).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {status.explanation !== null && advice === "refused" && (
          <p>
            <a href={status.explanation} target="_blank" rel="noreferrer">
              {textsFor(language).refusal.explanation}
            </a>
          </p>
        )}
      </div>
      {action !== undefined && (
        <button type="button" class="primary" onClick={() => void open().catch(() => setNotOpened(true))}>
          {action}
        </button>
      )}
      {notOpened && <p role="alert">{texts.notOpened}</p>}
      {children}
    </section>
  );
}

function sentences(language: Language, status: Status, advice: Advice, promptDate: string): readonly string[] {
  const texts = popupTexts(language);
  switch (advice) {
    case "pending":
      return status.pending === null ? [texts.pending] : [texts.pending, texts.reached[status.pending.stage]];
    case "refused":
      return status.refusal === null ? [texts.refused] : [textsFor(language).errors[status.refusal.code]];
    case "later":
      return [texts.later(promptDate)];
    case "due":
    case "renewed":
      return [texts[advice]];
  }
}

function actionFor(advice: Advice, texts: Texts): string | undefined {
  switch (advice) {
    case "pending":
      return texts.carryOn;
    case "due":
      return texts.renew;
    case "refused":
      return texts.explain;
    case "renewed":
    case "later":
      return undefined;
  }
}
