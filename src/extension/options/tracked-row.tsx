import type { JSX } from "preact";
import { isolated } from "../../core/name/isolated.ts";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button } from "../../ui/components/button.tsx";
import type { Language } from "../../ui/language.ts";
import { formatMoment } from "../../ui/moment-format.ts";
import { standingSentence } from "../popup/standing-sentence.ts";
import { popupTexts } from "../popup/texts/texts-for.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import { standingOf, stepsDone } from "../renewals/standing.ts";
import { timeLeftOf } from "../renewals/urgency.ts";
import { optionsTexts } from "./texts/texts-for.ts";

interface TrackedRowProps {
  readonly record: RenewalRecord;
  readonly language: Language;
  readonly now: Date;
  readonly renew: () => void;
  readonly replace: () => void;
  readonly forget: () => void;
}

/** A certificate that is tracked by its file: its expiry, the standing of its renewal, and its actions. */
export function TrackedRow({ record, language, now, renew, replace, forget }: TrackedRowProps): JSX.Element {
  const { card, files: texts } = optionsTexts(language);
  const { cn, o, serial, notAfter, file } = record;
  const { hostname } = new URL(record.origin);
  const standing = standingOf(record, now);
  const done = stepsDone(standing);
  return (
    <li class="tracked">
      <div>
        <h3>
          <bdi>{cn}</bdi> <span class="badge">{popupTexts(language).left(timeLeftOf(record, now))}</span>
        </h3>
        <p class="quiet">
          {[hostname, o, file?.issuer].flatMap((part) => (part === undefined || part === "" ? [] : isolated(part))).join(" · ")}
        </p>
        <p class="quiet">
          {card.validUntil} {formatMoment(notAfter, language)} · <span class="serial">{serial}</span>
        </p>
        <p>
          <Breakable>{standingSentence(record, standing, now, language)}</Breakable>
        </p>
      </div>
      <div class="actions">
        {done !== undefined && action(done === 0 ? texts.renew : texts.carryOn, renew, "primary")}
        {action(texts.replace, replace)}
        {action(texts.forget, forget)}
      </div>
    </li>
  );

  function action(label: string, act: () => void, kind?: "primary"): JSX.Element {
    return (
      <Button kind={kind} aria-label={texts.named(label, cn, hostname)} onClick={act}>
        {label}
      </Button>
    );
  }
}
