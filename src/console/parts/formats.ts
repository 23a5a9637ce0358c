import type { Language } from "../../ui/language.ts";

const padded = (part: number): string => String(part).padStart(2, "0");

/** A day in the computer's time zone, as the documents' lists show it and as it sorts: `2023-09-08`. */
export function listedDay(moment: string): string {
  const date = new Date(moment);
  return `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;
}

/** A day with its time to the minute, in Japanese as the documents' details show it: `2020/09/08 10:37`. */
export function listedMoment(moment: string, language: Language): string {
  const date = new Date(moment);
  const day = listedDay(moment);
  return `${language === "ja" ? day.replaceAll("-", "/") : day} ${padded(date.getHours())}:${padded(date.getMinutes())}`;
}

/** A subject as the documents' lists show it: `CN=client28,O=u00000014`. */
export function listedName({ cn, o }: { readonly cn: string; readonly o: string }): string {
  return `CN=${cn},O=${o}`;
}

/** An amount of data in megabytes, to one digit. */
export function megabytes(bytes: number, language: Language): string {
  return (bytes / 1_000_000).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}
