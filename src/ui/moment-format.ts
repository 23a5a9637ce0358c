import { timeLeft } from "../core/days.ts";
import type { Language } from "./language.ts";

/** A date in the language's long format, in the computer's time zone: 「2027年1月31日」. */
export function formatDay(moment: string, language: Language): string {
  const date = new Date(moment);
  if (language === "en") return new Intl.DateTimeFormat("en", { dateStyle: "long" }).format(date);
  // The first date that the browser formats takes it 40 ms, in which a page does nothing else.
  return `${date.getFullYear()}年${date.getMonth() + 1}月${date.getDate()}日`;
}

/** A date with its time to the second, in the computer's time zone: 「2020年06月24日 16:39:47」. */
export function formatMoment(moment: string, language: Language): string {
  const date = new Date(moment);
  if (language === "en") return new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" }).format(date);
  const padded = (part: number): string => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}年${padded(date.getMonth() + 1)}月${padded(date.getDate())}日`;
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(padded).join(":")}`;
}

/** The day until which something is valid; in its last two days, which are counted in hours, the exact time. */
export function formatEnd(end: string, now: Date, language: Language): string {
  return timeLeft(new Date(end), now)?.unit === "hour" ? formatMoment(end, language) : formatDay(end, language);
}

const units = [
  { unit: "day", minutes: 1440 },
  { unit: "hour", minutes: 60 },
] as const;

/** A duration, rounded, in the largest of days, hours and minutes that it fills: 「9時間」, “2 days”. */
export function formatAmount(milliseconds: number, language: Language): string {
  const whole = Math.round(milliseconds / 60_000);
  const { unit, minutes } = units.find((each) => whole >= each.minutes) ?? { unit: "minute", minutes: 1 };
  const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  const text = format.format(Math.round(whole / minutes));
  // Japanese sentences have no spaces.
  return language === "ja" ? text.replaceAll(/\s/g, "") : text;
}
