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
  const year = moment.getUTCFullYear();
  if (year < 1950 || year >= 2050) return encodeGeneralizedTime(moment);
  return element(tag.utcTime, ascii.encode(digitsOf(moment).slice(2)));
}

/** A moment as GeneralizedTime, to the second, in whatever year (RFC 6960, section 4.2.2.1). */
export function encodeGeneralizedTime(moment: Date): Bytes {
  return element(tag.generalizedTime, ascii.encode(digitsOf(moment)));
}

/** Year, month, day, hour, minute and second, in UTC. */
function digitsOf(moment: Date): string {
  const iso = moment.toISOString();
  const part = (start: number): string => iso.slice(start, start + 2);
  return `${iso.slice(0, 4)}${part(5)}${part(8)}${part(11)}${part(14)}${part(17)}Z`;
}

/**
 * Reads a UTCTime (years 1950 to 2049) or GeneralizedTime in the forms of RFC 5280, section 4.1.2.5: with seconds,
 * without fractions, in UTC.
 *
 * @throws KoshinError `der-malformed`, also for a day that does not exist
 */
export function decodeTime({ tag: type, content }: Element): Date {
  const isShort = type === tag.utcTime;
  const length = isShort ? 13 : 15;
  const isTime = isShort || type === tag.generalizedTime;
  if (!isTime || content.length !== length || content[length - 1] !== zone) throw new KoshinError("der-malformed");
  // Digit by digit, because an import of certificates decodes millions.
  const rest = isShort ? 2 : 4;
  const stated = number(content, 0, rest);
  const year = isShort ? stated + (stated < 50 ? 2000 : 1900) : stated;
  const [month, day] = [number(content, rest, 2), number(content, rest + 2, 2)];
  const [hour, minute, second] = [number(content, rest + 4, 2), number(content, rest + 6, 2), number(content, rest + 8, 2)];
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, day);
  const isDay = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  if (!isDay || hour > 23 || minute > 59 || second > 59) throw new KoshinError("der-malformed");
  moment.setUTCHours(hour, minute, second);
  return moment;
}

const zone = 0x5a;

function number(content: Uint8Array, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < start + length; at++) {
    const digit = (content[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) throw new KoshinError("der-malformed");
    value = 10 * value + digit;
  }
  return value;
}
