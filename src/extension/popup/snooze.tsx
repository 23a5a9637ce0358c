import type { JSX } from "preact";
import { Button } from "../../ui/components/button.tsx";
import type { Language } from "../../ui/language.ts";
import { formatMoment } from "../../ui/moment-format.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import { isSnoozed, snoozesFor, type SnoozeDays } from "../renewals/snooze.ts";
import { standingOf, wantsAction } from "../renewals/standing.ts";
import type { Texts } from "./texts/texts.ts";

interface SnoozeProps {
  readonly record: RenewalRecord;
  readonly texts: Texts;
  readonly language: Language;
  readonly now: Date;
  /** Postpones the notifications by a number of days; null cancels that. */
  readonly snooze: (record: RenewalRecord, days: SnoozeDays | null) => void;
}

/** あとで知らせる: postpones a certificate's notifications, and shows until when. */
export function Snooze({ record, texts, language, now, snooze }: SnoozeProps): JSX.Element | null {
  const standing = standingOf(record, now);
  if (!wantsAction(standing) || standing === "expired") return null;
  if (record.snoozedUntil !== null && isSnoozed(record, now)) {
    return (
      <p class="snoozed quiet">
        {texts.snoozed(formatMoment(record.snoozedUntil, language))}{" "}
        <Button kind="link" onClick={() => snooze(record, null)}>
          {texts.wake}
        </Button>
      </p>
    );
  }
  const offers = snoozesFor(record, now);
  if (offers.length === 0) return null;
  return (
    <details class="snooze">
      <summary>{texts.snooze}</summary>
      <div class="ways">
        {offers.map((days) => (
          <Button key={days} onClick={() => snooze(record, days)}>
            {texts.snoozeFor[days]}
          </Button>
        ))}
      </div>
    </details>
  );
}
