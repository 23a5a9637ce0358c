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

/** A request that names somebody. Whether it is signed is not known yet. */
export type ReadRequest = CertificateRequest & { readonly subject: Subject };

/**
 * Reads a PKCS#10 request (RFC 2986). A challengePassword, by which RFC 7030 (section 3.5) binds a request to its TLS
 * connection, is passed over: TLS 1.3 has no tls-unique, and the certificate of the connection and the key of the
 * request stand for the same subject anyway.
 *
 * @param by what whoever asks has shown
 * @throws Refusal `request-malformed`, `request-subject-wrong` where the name does not say whom it means
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
 * Proves that whoever made a request has the private key that belongs to it, and that nobody else need have it.
 *
 * @param keyKind the request's own
 * @throws Refusal `request-key-unsafe`, `request-signature-unsupported`, `request-signature-wrong`
 */
export function verifyRequest(request: ReadRequest, keyKind: KeyKind): CertifiableKey {
  const { spki, signed, signature } = request;
  // An RSA exponent of any length would make the signature dear to verify.
  const key = CertifiableKey.examine(spki, keyKind);
  const algorithm = signatureAlgorithm(request.signatureAlgorithm);
  if (algorithm === undefined) throw new Refusal("request-signature-unsupported");
  if (algorithm.keyKind !== keyKind) throw new Refusal("request-signature-wrong");
  const hash = algorithm.hash.replace("-", "").toLowerCase();
  if (!verify(hash, signed, publicKey(spki), signature)) throw new Refusal("request-signature-wrong");
  return key;
}

/**
 * The key as OpenSSL sees it, which refuses a point that is not on the curve. As PEM, because Node reads that in half
 * the time: it first takes a key in an object for several other things.
 */
function publicKey(spki: Bytes): KeyObject {
  try {
    return createPublicKey(encodePem("PUBLIC KEY", spki));
  } catch (cause) {
    throw new Refusal("request-key-unsafe", { cause });
  }
}
