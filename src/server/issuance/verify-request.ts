import { createPublicKey, verify, type KeyObject } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import { KoshinError } from "../../core/errors.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import { encodePem } from "../../core/x509/pem.ts";
import { parseRequest, type CertificateRequest } from "../../core/x509/request.ts";
import { signatureAlgorithm } from "../../core/x509/signature.ts";
import type { Subject } from "../../core/x509/subject.ts";
import { CertifiableKey } from "./certifiable-key.ts";
import { Refusal } from "./refusal.ts";

/** A request with a subject. Its signature is not verified yet. */
export type ReadRequest = CertificateRequest & { readonly subject: Subject };

/**
 * Reads a PKCS#10 request (RFC 2986). A challengePassword, with which RFC 7030 (section 3.5) binds a request to its TLS
 * connection, is ignored: TLS 1.3 has no tls-unique, and the certificate of the connection and the request have the same
 * subject anyway.
 *
 * @param by what the caller authenticates with
 * @throws Refusal `request-malformed`, `request-subject-wrong` unless the name has exactly one CN and one O
 */
export function readRequest(der: Bytes, by: "certificate" | "code"): ReadRequest {
  try {
    const { subject, ...request } = parseRequest(der);
    if (subject === undefined) throw new Refusal("request-subject-wrong", by === "code" ? { by } : {});
    return { ...request, subject };
  } catch (cause) {
    if (cause instanceof KoshinError) throw new Refusal("request-malformed", { cause });
    throw cause;
  }
}

/**
 * Verifies that the sender of a request has its private key, and that nobody else can compute that.
 *
 * @param keyKind the request's own
 * @throws Refusal `request-key-unsafe`, `request-signature-unsupported`, `request-signature-wrong`
 */
export function verifyRequest(request: ReadRequest, keyKind: KeyKind): CertifiableKey {
  const { spki, signed, signature } = request;
  // First, because a long RSA exponent would make the signature expensive to verify.
  const key = CertifiableKey.examine(spki, keyKind);
  const algorithm = signatureAlgorithm(request.signatureAlgorithm);
  if (algorithm === undefined) throw new Refusal("request-signature-unsupported");
  if (algorithm.keyKind !== keyKind) throw new Refusal("request-signature-wrong");
  const hash = algorithm.hash.replace("-", "").toLowerCase();
  if (!verify(hash, signed, publicKey(spki), signature)) throw new Refusal("request-signature-wrong");
  return key;
}

/**
 * The key as OpenSSL reads it, which rejects a point that is not on the curve. As PEM, which Node reads in half the time,
 * because it tries several other formats first for a key in an object.
 */
function publicKey(spki: Bytes): KeyObject {
  try {
    return createPublicKey(encodePem("PUBLIC KEY", spki));
  } catch (cause) {
    throw new Refusal("request-key-unsafe", { cause });
  }
}
