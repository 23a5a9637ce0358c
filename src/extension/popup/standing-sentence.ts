import { hasReached } from "../../protocol/stage.ts";
import type { Language } from "../../ui/language.ts";
import { formatDay, formatEnd } from "../../ui/moment-format.ts";
import type { RenewalRecord } from "../renewals/record.ts";
import type { Standing } from "../renewals/standing.ts";
import { popupTexts } from "./texts/texts-for.ts";

/** The standing of a certificate's renewal, in a sentence that says what to do. */
export function standingSentence(record: RenewalRecord, standing: Standing, now: Date, language: Language): string {
  const { replacement, refusal, retiresAt, notAfter, file } = record;
  const texts = popupTexts(language);
  switch (standing) {
    case "valid":
      // Known before it is due, and better told then.
      return refusal === "key-unsupported" ? texts.errors[refusal] : texts.later(formatDay(record.dueFrom, language));
    case "due":
      return texts.due;
    case "refused":
      return refusal === null ? texts.refused : texts.errors[refusal];
    case "issued":
    case "fetched":
    case "password-shown":
    case "imported":
      return texts.reached[standing];
    case "expired":
      if (file !== undefined && replacement === null) return texts.expiredFile;
      return replacement !== null && hasReached(replacement.stage, "password-shown")
        ? texts.expiredHeld(replacement.fileName)
        : texts.expired;
    case "proved":
      return `${texts.renewed} ${texts.oldUntil(formatEnd(retiresAt ?? notAfter, now, language))}`;
    case "retired":
      return texts.retired;
  }
}
