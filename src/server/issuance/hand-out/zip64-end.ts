import type { Bytes } from "../../../core/bytes.ts";

/** The most entries whose number the end record of a zip file can tell (APPNOTE.TXT, section 4.4.1.4). */
export const mostEntries = 0xfffe;

const recordLength = 56;
const locatorLength = 20;
/** The version of the format that has these records. */
const version = 45;

/**
 * What stands before the end record of a zip file with more entries: the end record of ZIP64 and its locator (APPNOTE.TXT,
 * sections 4.3.14 and 4.3.15).
 *
 * @param end the end record, without a comment, which says where the directory is
 */
export function endOfMany(entries: number, end: Uint8Array): Bytes {
  const { buffer, byteOffset, byteLength } = end;
  const told = new DataView(buffer, byteOffset, byteLength);
  const [size, start] = [told.getUint32(12, true), told.getUint32(16, true)];
  const octets = new Uint8Array(recordLength + locatorLength);
  const record = new DataView(octets.buffer, 0, recordLength);
  record.setUint32(0, 0x0606_4b50, true);
  record.setBigUint64(4, BigInt(recordLength - 12), true);
  record.setUint16(12, version, true);
  record.setUint16(14, version, true);
  record.setBigUint64(24, BigInt(entries), true);
  record.setBigUint64(32, BigInt(entries), true);
  record.setBigUint64(40, BigInt(size), true);
  record.setBigUint64(48, BigInt(start), true);
  const locator = new DataView(octets.buffer, recordLength);
  locator.setUint32(0, 0x0706_4b50, true);
  locator.setBigUint64(8, BigInt(start + size), true);
  locator.setUint32(16, 1, true);
  return octets;
}
