import type { Language } from "./language.ts";

/** A day as the person writes it, in the computer's own time zone: 「2027年1月31日」. */
export function formatDay(moment: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(moment));
}

/** A day with its time of day, in the computer's own time zone. */
export function formatMoment(moment: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(moment));
}

const units = [
  { unit: "day", milliseconds: 86_400_000 },
  { unit: "hour", milliseconds: 3_600_000 },
] as const;

/** A length of time in the largest unit that it fills, rounded: 「9時間」, “2 days”. */
export function formatAmount(milliseconds: number, language: Language): string {
  const found = units.find((each) => milliseconds >= each.milliseconds) ?? { unit: "minute", milliseconds: 60_000 };
  const amount = Math.round(milliseconds / found.milliseconds);
  const text = new Intl.NumberFormat(language, { style: "unit", unit: found.unit, unitDisplay: "long" }).format(amount);
  // Japanese sentences have no spaces.
  return language === "ja" ? text.replaceAll(/\s/g, "") : text;
}
