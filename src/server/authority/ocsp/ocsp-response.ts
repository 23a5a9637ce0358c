import { createHash } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { primitiveContextTag } from "../../../core/der/tag.ts";
import { encodeGeneralizedTime } from "../../../core/der/time.ts";
import { bitString, context, element, octetString, oid, sequence } from "../../../core/der/write.ts";
import { listedReasons, type ListedReason } from "../../../core/revocation-reason.ts";
import { publicKeyBits } from "../signing/key-identifier.ts";
import { extension } from "../signing/sign-certificate.ts";
import { nonceExtension, type CertificateId } from "./ocsp-request.ts";
import type { OcspSigner } from "./ocsp-signer.ts";

/** The state of a certificate (RFC 6960, section 2.2). */
export type CertificateState =
  | { readonly kind: "good" | "unknown" }
  | { readonly kind: "revoked"; readonly at: Date; readonly reason: ListedReason };

/** The contents of an answer. */
export interface OcspAnswerPlan {
  readonly states: readonly { readonly id: CertificateId; readonly state: CertificateState }[];
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** The value of the nonce's extension. */
  readonly nonce: Bytes | undefined;
}

const enumerated = 0x0a;
const basic = oid("1.3.6.1.5.5.7.48.1.1");

/** Why there is no answer, by its OCSPResponseStatus (RFC 6960, section 4.2.1). */
const failures = { malformedRequest: 1, internalError: 2, tryLater: 3, unauthorized: 6 } as const;
export type OcspFailure = keyof typeof failures;

/** The unsigned response that says why there is no answer. */
export function ocspFailure(failure: OcspFailure): Bytes {
  return sequence(element(enumerated, Uint8Array.of(failures[failure])));
}

/** A response of the type id-pkix-ocsp-basic (RFC 6960, section 4.2.1), signed, with the certificates of its signer. */
export async function signOcspResponse(signer: OcspSigner, plan: OcspAnswerPlan): Promise<Bytes> {
  const { signingKey, spki, certificates } = signer;
  const { states, thisUpdate, nextUpdate, nonce } = plan;
  const responder = octetString(createHash("sha1").update(publicKeyBits(spki)).digest());
  const times = [encodeGeneralizedTime(thisUpdate), context(0, encodeGeneralizedTime(nextUpdate))];
  const signed = sequence(
    context(2, responder),
    encodeGeneralizedTime(thisUpdate),
    sequence(...states.map(({ id, state }) => sequence(id.der, encodeState(state), ...times))),
    ...(nonce === undefined ? [] : [context(1, sequence(extension(nonceExtension, nonce, { critical: false })))]),
  );
  const signature = bitString(await signingKey.sign(signed));
  const response = sequence(signed, signingKey.algorithm, signature, context(0, sequence(...certificates)));
  return sequence(element(enumerated, Uint8Array.of(0)), context(0, sequence(basic, octetString(response))));
}

/** CertStatus; the reason `unspecified` is left out, as in the list. */
function encodeState(state: CertificateState): Bytes {
  if (state.kind !== "revoked") return element(primitiveContextTag(state.kind === "good" ? 0 : 2));
  const { at, reason } = state;
  const why = reason === "unspecified" ? [] : [context(0, element(enumerated, Uint8Array.of(listedReasons[reason])))];
  return context(1, encodeGeneralizedTime(at), ...why);
}
