import { fromBase64 } from "../../src/core/base64.ts";
import type { Bytes } from "../../src/core/bytes.ts";
import { readCertsOnly } from "../../src/core/x509/certs-only.ts";
import type { Received } from "./tls-client.ts";

/** A key that the service made, and its certificate. */
export interface ServerKey {
  /** The media types of the answer's parts, in their order. */
  readonly types: readonly string[];
  /** PKCS#8, DER. */
  readonly privateKey: Bytes;
  /** DER; it comes alone (RFC 7030, section 4.2.3). */
  readonly certificate: Bytes;
}

/** Reads the answer of `serverkeygen` (RFC 7030, section 4.4.2), two parts in base64. */
export function serverKeyOf(received: Received): ServerKey {
  const boundary = /^multipart\/mixed; boundary=(\S+)$/.exec(received.headers["content-type"] ?? "")?.[1];
  if (received.status !== 200 || boundary === undefined) throw new Error(`${received.status} ${received.body}`);
  if (!received.body.endsWith(`--${boundary}--\r\n`)) throw new Error("The answer does not end.");
  const parts = received.body
    .split(`--${boundary}\r\n`)
    .slice(1)
    .map((part) => {
      const [head = "", body = ""] = part.split("\r\n\r\n");
      if (!/^Content-Transfer-Encoding: base64$/m.test(head)) throw new Error("A part does not say that it is base64.");
      return { type: /^Content-Type: ([^\r;]+)/.exec(head)?.[1] ?? "", content: fromBase64(body.split("\r\n")[0] ?? "") };
    });
  const [key, chain] = parts;
  if (key === undefined || chain === undefined) throw new Error("The answer has not two parts.");
  const [certificate, ...others] = readCertsOnly(chain.content);
  if (others.length > 0) throw new Error("The answer holds more than the certificate that was issued.");
  return { types: parts.map(({ type }) => type), privateKey: key.content, certificate };
}
