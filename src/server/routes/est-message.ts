import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { fromBase64 } from "../../core/base64.ts";
import type { Bytes } from "../../core/bytes.ts";
import { writeCsrAttributes } from "../../core/csr-attributes.ts";
import { writeCertsOnly } from "../../core/certs-only.ts";
import { KoshinError } from "../../core/errors.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import { Refusal } from "../issuance/refusal.ts";
import { readBody } from "./body.ts";

const requestLimit = 16_384;

/** RFC 8951 tells receivers to ignore Content-Transfer-Encoding; clients from before it look for it. */
const base64Headers = {
  "Content-Transfer-Encoding": "base64",
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
};

/**
 * Reads the PKCS#10 request that every enrolment begins with, in base64 with or without line breaks (RFC 8951,
 * section 3.1).
 *
 * @returns DER
 * @throws Refusal `media-type-wrong`, `body-too-large`, `request-malformed`
 */
export async function readEnrolment(incoming: IncomingMessage | Http2ServerRequest): Promise<Bytes> {
  const body = await readBody(incoming, "application/pkcs10", requestLimit);
  try {
    return fromBase64(Buffer.from(body).toString("latin1"));
  } catch (cause) {
    if (cause instanceof KoshinError) throw new Refusal("request-malformed", { cause });
    throw cause;
  }
}

/** Certificates (DER) as EST answers them (RFC 7030, sections 4.1.3 and 4.2.3). */
export function certsOnly(certificates: readonly Bytes[], headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(inBase64(writeCertsOnly(certificates)), {
    headers: { "Content-Type": "application/pkcs7-mime; smime-type=certs-only", ...base64Headers, ...headers },
  });
}

/** What a request should be made with (RFC 7030, section 4.5.2). */
export function csrAttributes(kinds: readonly KeyKind[]): Response {
  return new Response(inBase64(writeCsrAttributes(kinds)), {
    headers: { "Content-Type": "application/csrattrs", ...base64Headers },
  });
}

/**
 * A private key (PKCS#8) with its certificates, as `serverkeygen` answers them (RFC 7030, section 4.4.2; RFC 8951,
 * section 3.2.1).
 */
export function keyAndCertificates(privateKey: Bytes, certificates: readonly Bytes[]): Response {
  // No base64 has two hyphens in it, so the boundary is in neither part.
  const boundary = "koshin--key";
  const part = (type: string, content: Bytes): string =>
    `--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${inBase64(content)}\r\n`;
  const parts = [
    part("application/pkcs8", privateKey),
    part("application/pkcs7-mime; smime-type=certs-only", writeCertsOnly(certificates)),
  ];
  return new Response(`${parts.join("")}--${boundary}--\r\n`, {
    headers: {
      "Content-Type": `multipart/mixed; boundary=${boundary}`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

/** By Node's own means, which every renewal waits for. */
function inBase64(octets: Bytes): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("base64");
}
