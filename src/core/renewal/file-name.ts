import type { Subject } from "../name/subject.ts";

/** The maximum length of a part of a name, in octets of UTF-8: file systems allow 255 for the whole name. */
const maxPart = 100;

/**
 * `<six digits>_JP_<tenant>_<cn>.p12`. It contains nothing that leads out of a folder or is reserved in Windows, and no
 * invisible characters, which could make it look like another name. The expression has no flags, so that it can be part
 * of a JSON schema.
 */
export const p12FileNameForm =
  /^\d{6}_JP_[^\0- "*./:<>?\\|\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]{1,201}\.p12$/;

/**
 * The name of a .p12 file: `<six digits>_JP_<tenant>_<cn>.p12`, without the tenant if there is none. Letters and digits of
 * any language are kept; a hyphen stands for every other character.
 *
 * @param number a sequence number, of which the last six digits are used
 */
export function p12FileName(number: number, { o, cn }: Subject): string {
  const parts = [o, cn].filter((part) => part !== "").map(safePart);
  return [String(number % 1_000_000).padStart(6, "0"), "JP", ...parts].join("_") + ".p12";
}

function safePart(part: string): string {
  let safe = "";
  let octets = 0;
  // Some letters are invisible.
  for (const character of part.normalize("NFC").replaceAll(/[^\p{L}\p{M}\p{N}-]|\p{DI}/gu, "-")) {
    octets += new TextEncoder().encode(character).length;
    if (octets > maxPart) break;
    safe += character;
  }
  return safe;
}
