import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { fromBase64 } from "../../../core/base64.ts";
import type { Bytes } from "../../../core/bytes.ts";
import { KoshinError } from "../../../core/errors.ts";
import type { KeyKind } from "../../../core/key-kind.ts";
import { writeCertsOnly } from "../../../core/x509/certs-only.ts";
import { writeCsrAttributes } from "../../../core/x509/csr-attributes.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Answer, Handler, Operation } from "../description/operation.ts";
import { base64, schemaOf } from "../description/schemas.ts";
import { answer } from "../http/answer.ts";
import { readBody } from "../http/body.ts";
import { problemResponse } from "../http/problem.ts";

type Incoming = IncomingMessage | Http2ServerRequest;

const requestLimit = 16_384;

/** The request body of every enrolment, as `readEnrolment` reads it. */
export const pkcs10: Required<Operation>["request"] = { required: true, content: { "application/pkcs10": base64 } };

/** The answer to an enrolment, as `certsOnly` writes it. */
export const issuedCertificate: Answer = {
  description: "Only the new certificate, as a certs-only PKCS#7 message; its issuers are in `cacerts`.",
  content: { "application/pkcs7-mime": base64 },
};

/** The answer to an enrolment that another authority has not decided yet. */
export const acceptedEnrolment: Answer = {
  description:
    "Another authority signs for this service, and has not decided yet: repeat the same request after the time in `Retry-After`.",
  content: { "application/problem+json": schemaOf("Problem") },
};

/** Answers a request whose decision is delayed with 202 and `Retry-After` (RFC 7030, section 4.2.3). */
export function acceptingLater(handler: Handler): Handler {
  return async (c) => {
    try {
      return await handler(c);
    } catch (error) {
      if (error instanceof Refusal && error.code === "authority-delayed") return problemResponse(error, { status: 202 });
      throw error;
    }
  };
}

/** RFC 8951 tells receivers to ignore Content-Transfer-Encoding; older clients require it. */
const inBase64Headers = { "Content-Transfer-Encoding": "base64" };

/** A certification request in textual encoding (RFC 7468, section 7), with nothing around it. */
const pemRequest = /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----\s([^-]*)-----END \1CERTIFICATE REQUEST-----\s*$/;

/**
 * Reads the PKCS#10 request of an enrolment, in base64 with or without line breaks (RFC 8951, section 3.1), or in PEM as
 * OpenSSL writes it.
 *
 * @returns DER
 * @throws Refusal `media-type-wrong`, `body-too-large`, `request-malformed`
 */
export async function readEnrolment(incoming: Incoming): Promise<Bytes> {
  const body = await readBody(incoming, "application/pkcs10", requestLimit);
  try {
    const text = Buffer.from(body).toString("latin1");
    return fromBase64(pemRequest.exec(text)?.[2] ?? text);
  } catch (cause) {
    if (cause instanceof KoshinError) throw new Refusal("request-malformed", { cause });
    throw cause;
  }
}

/**
 * The EST response with certificates (DER): the issued one alone, or those of the authorities (RFC 7030, sections 4.2.3
 * and 4.1.3).
 *
 * @param incoming the request that this answers
 */
export function certsOnly(
  incoming: Incoming,
  certificates: readonly Bytes[],
  headers: Readonly<Record<string, string>> = {},
): Response {
  const content = inBase64(incoming, writeCertsOnly(certificates));
  return answer("application/pkcs7-mime; smime-type=certs-only", content, { headers: { ...inBase64Headers, ...headers } });
}

/** The EST response with the attributes that a request should have (RFC 7030, section 4.5.2). */
export function keyAttributes(incoming: Incoming, kinds: readonly KeyKind[]): Response {
  return answer("application/csrattrs", inBase64(incoming, writeCsrAttributes(kinds)), { headers: inBase64Headers });
}

/**
 * The response of `serverkeygen`: a private key (PKCS#8) with its certificate (RFC 7030, section 4.4.2; RFC 8951, section
 * 3.2.1).
 */
export function keyAndCertificate(incoming: Incoming, privateKey: Bytes, certificate: Bytes): Response {
  // Base64 contains no hyphens, so the boundary is in neither part.
  const boundary = "koshin--key";
  const part = (type: string, content: Bytes): string =>
    `--${boundary}\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${inBase64(incoming, content)}\r\n`;
  const parts = [
    part("application/pkcs8", privateKey),
    part("application/pkcs7-mime; smime-type=certs-only", writeCertsOnly([certificate])),
  ];
  return answer(`multipart/mixed; boundary=${boundary}`, `${parts.join("")}--${boundary}--\r\n`);
}

/** Clients that read base64 only in lines, as OpenSSL's decoder does, for example `libest 3.2.0`. */
const readsLinesOnly = /^libest\b/i;

/**
 * Base64 as the client can read it: on one line (RFC 8951, section 3.1), because strongSwan decodes a line break as a
 * digit; in lines of 64 characters for libest, which decodes nothing without line breaks. Encoded by Node for speed:
 * every renewal waits for it.
 */
function inBase64({ headers }: Incoming, octets: Bytes): string {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("base64");
  return readsLinesOnly.test(headers["user-agent"] ?? "") ? text.replaceAll(/.{1,64}/g, "$&\n") : text;
}
