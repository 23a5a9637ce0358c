import type { Bytes } from "./bytes.ts";
import { KoshinError } from "./errors.ts";

/** How many bytes are converted by one call: engines limit the number of arguments. */
const piece = 8_192;

/** Standard base64 (RFC 4648, section 4) with padding and without line breaks. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += piece) binary += String.fromCharCode(...bytes.subarray(at, at + piece));
  return btoa(binary);
}

/**
 * Decodes standard base64, with or without whitespace in it (RFC 8951, section 3.1, allows EST peers to send either).
 *
 * @throws KoshinError `base64-malformed`
 */
export function fromBase64(text: string): Bytes {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    return bytes;
  } catch (cause) {
    throw new KoshinError("base64-malformed", { cause });
  }
}
