import { fromBase64, toBase64 } from "../base64.ts";
import type { Bytes } from "../bytes.ts";

/** Characters per line (RFC 7468, section 2). */
const lineLength = 64;

/** One block of textual encoding (RFC 7468), `label` as in `CERTIFICATE`, ending with a line break. */
export function encodePem(label: string, der: Uint8Array): string {
  const text = toBase64(der);
  let lines = "";
  for (let at = 0; at < text.length; at += lineLength) lines += `${text.slice(at, at + lineLength)}\n`;
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}

/**
 * The contents of every block with this label, in order; other blocks and the text between blocks are skipped (RFC
 * 7468, section 2).
 *
 * @throws KoshinError `base64-malformed`
 */
export function decodePem(label: string, text: string): Bytes[] {
  const blocks = text.matchAll(/-----BEGIN ([^\n-]*)-----\s([^-]*)-----END \1-----/g);
  return Array.from(blocks)
    .filter(([, found]) => found === label)
    .map(([, , body = ""]) => fromBase64(body));
}
