import type { Language } from "./language.ts";

/** A day as the person writes it, in the computer's own time zone: 「2027年1月31日」. */
export function formatDay(moment: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(moment));
}

/** A day with its time of day, in the computer's own time zone. */
export function formatMoment(moment: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(moment));
}
