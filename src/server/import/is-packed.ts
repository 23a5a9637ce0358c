import { toHex, type Bytes } from "../../core/bytes.ts";

/** How such files begin: zip (and with it jar and xlsx), zip without a file in it, gzip, bzip2, xz, 7z, rar and zstd. */
const beginnings = ["504b0304", "504b0506", "1f8b", "425a68", "fd377a585a00", "377abcaf271c", "526172211a07", "28b52ffd"];
/** What the header of the first file in a tar has at its 257th octet. */
const [tarAt, tarWord] = [257, "ustar"];

/**
 * Whether a file is an archive or compressed, whatever its name.
 *
 * @param beginning its first 512 octets, or more
 */
export function isPacked(beginning: Bytes): boolean {
  const hex = toHex(beginning.subarray(0, 8)).toLowerCase();
  const word = new TextDecoder("latin1").decode(beginning.subarray(tarAt, tarAt + tarWord.length));
  return beginnings.some((each) => hex.startsWith(each)) || word === tarWord;
}
