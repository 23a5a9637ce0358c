import type { Bytes } from "../bytes.ts";
import { KoshinError } from "../errors.ts";
import { type Element } from "./read.ts";
import { tag } from "./tag.ts";
import { element } from "./write.ts";

const ascii = new TextEncoder();

/**
 * A moment as encoded in certificates, to the second: UTCTime until the end of 2049, GeneralizedTime after that
 * (RFC 5280, section 4.1.2.5).
 */
export function encodeTime(moment: Date): Bytes {
  const iso = moment.toISOString();
  const part = (start: number): string => iso.slice(start, start + 2);
  const digits = `${part(2)}${part(5)}${part(8)}${part(11)}${part(14)}${part(17)}Z`;
  const year = moment.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? element(tag.utcTime, ascii.encode(digits))
    : element(tag.generalizedTime, ascii.encode(part(0) + digits));
}

/**
 * Reads a UTCTime (years 1950 to 2049) or GeneralizedTime in the forms of RFC 5280, section 4.1.2.5: with seconds,
 * without fractions, in UTC.
 *
 * @throws KoshinError `der-malformed`, also for a day that does not exist
 */
export function decodeTime(time: Element): Date {
  const text = String.fromCharCode(...time.content.subarray(0, 16));
  const century = time.tag === tag.generalizedTime ? "" : Number(text.slice(0, 2)) < 50 ? "20" : "19";
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(century + text);
  if (!parts || (time.tag !== tag.utcTime && time.tag !== tag.generalizedTime)) throw new KoshinError("der-malformed");
  const [, year, month, day, hour, minute, second] = parts;
  const iso = `${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${String(second)}.000Z`;
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime()) || moment.toISOString() !== iso) throw new KoshinError("der-malformed");
  return moment;
}
