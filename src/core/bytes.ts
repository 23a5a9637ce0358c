/** Bytes backed by a plain ArrayBuffer, as WebCrypto accepts and returns them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The bytes of a buffer that WebCrypto returned. In a content script of Firefox the buffer belongs to the page's world,
 * and only a clone of it can be read.
 */
export function bytesOf(buffer: ArrayBuffer): Bytes {
  return new Uint8Array(structuredClone(buffer));
}

/** Concatenates byte strings. */
export function concat(parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Whether two byte strings are equal, in time that depends only on their length. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}

const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").toUpperCase());

/** Upper-case hexadecimal, as OpenSSL prints serial numbers. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += hexadecimal[byte] ?? "";
  return text;
}
