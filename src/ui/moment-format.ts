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
  { unit: "day", minutes: 1440 },
  { unit: "hour", minutes: 60 },
] as const;

/** A length of time in the largest unit that it fills, to the minute, rounded: 「9時間」, “2 days”. */
export function formatAmount(milliseconds: number, language: Language): string {
  const whole = Math.round(milliseconds / 60_000);
  const { unit, minutes } = units.find((each) => whole >= each.minutes) ?? { unit: "minute", minutes: 1 };
  const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  const text = format.format(Math.round(whole / minutes));
  // Japanese sentences have no spaces.
  return language === "ja" ? text.replaceAll(/\s/g, "") : text;
}
