import { createPublicKey, verify, type KeyObject } from "node:crypto";
import type { Bytes } from "../../core/bytes.ts";
import { KoshinError } from "../../core/errors.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import { encodePem } from "../../core/pem.ts";
import { parseRequest, type CertificateRequest } from "../../core/request.ts";
import { signatureAlgorithm } from "../../core/signature.ts";
import { Refusal } from "./refusal.ts";

/** A request that is signed by the key that it names. */
export type VerifiedRequest = CertificateRequest & { readonly keyKind: KeyKind };

/**
 * Reads a PKCS#10 request (RFC 2986) and proves that whoever made it has its private key.
 *
 * @throws Refusal `request-malformed`, `request-key-not-allowed`, `request-signature-wrong`
 */
export function verifyRequest(der: Bytes): VerifiedRequest {
  const request = readRequest(der);
  const { keyKind, signed, signature } = request;
  if (keyKind === undefined) throw new Refusal("request-key-not-allowed");
  const algorithm = signatureAlgorithm(request.signatureAlgorithm);
  if (algorithm?.keyKind !== keyKind) throw new Refusal("request-signature-wrong");
  const hash = algorithm.hash.replace("-", "").toLowerCase();
  if (!verify(hash, signed, publicKey(request.spki), signature)) throw new Refusal("request-signature-wrong");
  return { ...request, keyKind };
}

function readRequest(der: Bytes): CertificateRequest {
  try {
    return parseRequest(der);
  } catch (cause) {
    if (cause instanceof KoshinError) throw new Refusal("request-malformed", { cause });
    throw cause;
  }
}

/**
 * The key as OpenSSL sees it, which refuses a point that is not on the curve. As PEM, because Node reads that in half
 * the time: it first takes a key in an object for several other things.
 */
function publicKey(spki: Bytes): KeyObject {
  try {
    return createPublicKey(encodePem("PUBLIC KEY", spki));
  } catch (cause) {
    throw new Refusal("request-key-not-allowed", { cause });
  }
}
