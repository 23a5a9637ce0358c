import type { OrderPreview } from "../../../protocol/console/orders.ts";

type Encoding = OrderPreview["format"]["encoding"];

/** Byte order marks, each with what it says. */
const marks: readonly (readonly [readonly number[], Encoding])[] = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];

/**
 * Decodes a text file as spreadsheets write them: UTF-8, or UTF-16 with a byte order mark, or otherwise Shift_JIS, as Excel writes
 * a CSV file in Japan.
 *
 * @returns undefined if it is none of these
 */
export function decodeText(octets: Uint8Array): { readonly text: string; readonly encoding: Encoding } | undefined {
  const marked = marks.find(([mark]) => mark.every((octet, at) => octets[at] === octet));
  for (const encoding of marked === undefined ? (["utf-8", "shift_jis"] as const) : [marked[1]]) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(octets), encoding };
    } catch {
      // The next one may fit.
    }
  }
  return undefined;
}
