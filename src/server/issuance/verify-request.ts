import { createPublicKey, verify, type KeyObject } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import { KoshinError } from "../../core/errors.ts";
import { isCurve, type KeyKind } from "../../core/key-kind.ts";
import { isSameName } from "../../core/name/same-name.ts";
import { sameSubject } from "../../core/name/subject.ts";
import { subjectIn } from "../../core/x509/certificate.ts";
import { encodePem } from "../../core/x509/pem.ts";
import { parseRequest, type CertificateRequest } from "../../core/x509/request.ts";
import { signatureAlgorithm } from "../../core/x509/signature.ts";
import type { CertificateRow } from "../store/database/schema.ts";
import { CertifiableKey } from "./certifiable-key.ts";
import { Refusal } from "./refusal.ts";

/**
 * Reads a PKCS#10 request (RFC 2986). A challengePassword, with which RFC 7030 (section 3.5) binds a request to its TLS
 * connection, is ignored: TLS 1.3 has no tls-unique, and the certificate of the connection and the request have the same
 * subject anyway. The signature is not verified here.
 *
 * @throws Refusal `request-malformed`
 */
export function readRequest(der: Bytes): CertificateRequest {
  try {
    return parseRequest(der);
  } catch (cause) {
    if (cause instanceof KoshinError) throw new Refusal("request-malformed", { cause });
    throw cause;
  }
}

/**
 * Requires that a request is for the holder of the certificate to be renewed: it has the same Name (RFC 7030, section
 * 4.2.2), or, of a client that knows no more, the same CN and O and no second ones. The replacement has the certificate's
 * Name, whichever of the two the request has.
 *
 * @param by what the caller authenticates with
 * @throws Refusal `request-subject-wrong`
 */
export function requireSubject(
  { subject, subjectDer }: CertificateRequest,
  { der, cn, tenant: o }: Pick<CertificateRow, "der" | "cn" | "tenant">,
  by: "certificate" | "code",
): void {
  if (subject !== undefined && sameSubject(subject, { cn, o })) return;
  // Of a certificate whose facts were imported no Name is known; its holder comes with a code.
  if (der.length === 0 || !isSame(subjectDer, subjectIn(der)))
    throw new Refusal("request-subject-wrong", by === "code" ? { by } : {});
}

function isSame(requested: Bytes, name: Bytes): boolean {
  try {
    return isSameName(requested, name);
  } catch (error) {
    if (error instanceof KoshinError) return false;
    throw error;
  }
}

/**
 * Verifies that the sender of a request has its private key, and that nobody else can compute that.
 *
 * @param keyKind the request's own
 * @throws Refusal `request-key-unsafe`, `request-signature-unsupported`, `request-signature-wrong`
 */
export function verifyRequest(request: CertificateRequest, keyKind: KeyKind): CertifiableKey {
  const { spki, signed, signature } = request;
  // First, because a long RSA exponent would make the signature expensive to verify.
  const key = CertifiableKey.examine(spki, keyKind);
  const algorithm = signatureAlgorithm(request.signatureAlgorithm);
  if (algorithm === undefined) throw new Refusal("request-signature-unsupported");
  if (algorithm.name !== (isCurve(keyKind) ? "ECDSA" : "RSASSA-PKCS1-v1_5")) throw new Refusal("request-signature-wrong");
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
