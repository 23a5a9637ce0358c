import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { timeLeft } from "../../core/days.ts";
import type { Status } from "../../protocol/status.ts";
import { Button } from "../../ui/components/button.tsx";
import type { Language } from "../../ui/language.ts";
import { formatDay, formatMoment } from "../../ui/moment-format.ts";
import type { Advice } from "./situation.ts";
import { popupTexts } from "./texts/texts-for.ts";
import type { Texts } from "./texts/texts.ts";

interface CertificateCardProps {
  readonly language: Language;
  readonly status: Status;
  readonly advice: Advice;
  readonly open: () => Promise<void>;
  /** Shown below the advice. */
  readonly children: ComponentChildren;
}

/** The certificate that the site saw, how long it lasts, and what to do about it. */
export function CertificateCard({ language, status, advice, open, children }: CertificateCardProps): JSX.Element {
  const texts = popupTexts(language);
  const [notOpened, setNotOpened] = useState(false);
  const { certificate } = status;
  const [before, count, after] = texts.timeLeft(timeLeft(new Date(certificate.notAfter), new Date(status.now)));
  const action = actionFor(advice, texts);

  return (
    <section class={advice}>
      <h2>
        <bdi>{certificate.cn}</bdi>
      </h2>
      <p class="days">
        {before} <strong>{count}</strong> {after}
      </p>
      <dl>
        <dt>{texts.card.validUntil}</dt>
        <dd>
          <time dateTime={certificate.notAfter}>{formatMoment(certificate.notAfter, language)}</time>
        </dd>
        <dt>{texts.card.organisation}</dt>
        <dd>
          <bdi>{certificate.o}</bdi>
        </dd>
        <dt>{texts.card.serial}</dt>
        <dd class="serial">{certificate.serial}</dd>
        {advice === "renewed" && status.pending !== null && (
          <>
            <dt>{texts.replacement}</dt>
            <dd class="serial">{status.pending.serial}</dd>
          </>
        )}
      </dl>
      <div class="advice">
        {sentences(language, status, advice, formatDay(status.window.prompt, language)).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {status.explanation !== null && advice === "refused" && (
          <p>
            <a href={status.explanation} target="_blank" rel="noreferrer">
              {texts.explanation}
            </a>
          </p>
        )}
      </div>
      {action !== undefined && (
        <Button kind="primary" onClick={() => void open().catch(() => setNotOpened(true))}>
          {action}
        </Button>
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
      return status.refusal === null ? [texts.refused] : [texts.errors[status.refusal.code]];
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
