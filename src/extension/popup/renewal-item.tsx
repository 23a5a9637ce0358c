import type { ComponentChildren, JSX } from "preact";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button } from "../../ui/components/button.tsx";
import type { Language } from "../../ui/language.ts";
import { formatMoment } from "../../ui/moment-format.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import { standingOf, type Standing } from "../renewals/standing.ts";
import { daysLeftOf, timeLeftOf, urgencyOf } from "../renewals/urgency.ts";
import { RenewalSteps } from "./renewal-steps.tsx";
import { standingSentence } from "./standing-sentence.ts";
import type { Texts } from "./texts/texts.ts";

interface RenewalItemProps {
  readonly record: RenewalRecord;
  readonly texts: Texts;
  readonly language: Language;
  readonly now: Date;
  /** Takes the person to where the renewal continues. */
  readonly goTo: (record: RenewalRecord) => void;
  /** Shown below the action. */
  readonly children: ComponentChildren;
}

/** A recorded certificate: the standing of its renewal, and the next step. */
export function RenewalItem({ record, texts, language, now, goTo, children }: RenewalItemProps): JSX.Element {
  const standing = standingOf(record, now);
  const left = timeLeftOf(record, now);
  return (
    <li class={`renewal ${standing} ${urgencyOf(daysLeftOf(record, now))}`}>
      <h3>
        <bdi>{record.cn}</bdi>
      </h3>
      <p class="quiet">
        {new URL(record.origin).hostname} · <span class="left">{texts.left(left)}</span>
        {left?.unit === "hour" && ` · ${formatMoment(record.notAfter, language)}`}
        {record.file !== undefined && ` · ${texts.fromFile}`}
      </p>
      <RenewalSteps standing={standing} texts={texts} />
      <p>
        <Breakable>{standingSentence(record, standing, now, language)}</Breakable>
      </p>
      <NextStep record={record} standing={standing} texts={texts} goTo={goTo} />
      {children}
    </li>
  );
}

function NextStep({
  record,
  standing,
  texts,
  goTo,
}: Omit<RenewalItemProps, "language" | "now" | "children"> & { readonly standing: Standing }): JSX.Element | null {
  switch (standing) {
    case "due":
      return button(texts.renew);
    case "issued":
    case "fetched":
    case "password-shown":
    case "imported":
      return button(texts.carryOn);
    case "refused":
      return link(record.explanation, texts.explanation);
    case "expired":
      return link(record.recoveryPage, texts.recover);
    case "valid":
    case "proved":
    case "retired":
      return null;
  }

  function button(label: string): JSX.Element {
    return (
      <Button kind="primary" aria-label={`${label} ${record.cn}`} onClick={() => goTo(record)}>
        {label}
      </Button>
    );
  }

  function link(page: string | null, label: string): JSX.Element | null {
    if (page === null) return null;
    return (
      <p>
        <a href={page} target="_blank" rel="noreferrer">
          {label}
        </a>
      </p>
    );
  }
}
