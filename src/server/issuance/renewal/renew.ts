import type { Bytes } from "../../../core/bytes.ts";
import { sameSubject } from "../../../core/x509/subject.ts";
import { transact } from "../../store/transact.ts";
import { allowedKeyKinds } from "../allowed-key-kinds.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { readRequest, requireKeyKind, verifyRequest } from "../verify-request.ts";
import { judgeAtFirstSight, replace, type ReplacementOrder } from "./replace.ts";

/** A renewal as its caller asks for it, with a key of their own. */
export interface RenewalOrder extends ReplacementOrder {
  /** PKCS#10, DER. */
  readonly request: Bytes;
}

/**
 * Renews a certificate (RFC 7030, section 4.2.2): issues one for the same subject and the request's key. There is never
 * more than one valid replacement. The same key again is given the same certificate, so that a lost answer can be
 * fetched once more; a different key takes the place of a replacement that was never used, which is revoked.
 *
 * @returns the replacement, DER; it is durable
 * @throws Refusal with the code of the rule that speaks against it
 */
export async function renew(service: Service, order: RenewalOrder): Promise<Uint8Array> {
  const { predecessor, productOf } = order;
  judgeAtFirstSight(order);
  const request = readRequest(order.request, "certificate");
  if (!sameSubject(request.subject, { cn: predecessor.cn, o: predecessor.tenant })) {
    throw new Refusal("request-subject-wrong");
  }
  const kind = requireKeyKind(request.keyKind, allowedKeyKinds(predecessor, productOf(predecessor)));
  const key = verifyRequest(request, kind);
  const repeats = (pending: { readonly spki_sha256: string }): boolean => pending.spki_sha256 === key.fingerprint;
  const { der } = await transact(
    service.store,
    async (transaction) => await replace(service, transaction, order, { key, kept: false }, repeats),
  );
  return der;
}
