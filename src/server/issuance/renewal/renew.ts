import type { Bytes } from "../../../core/bytes.ts";
import { allowedKeyKinds, requireKeyKind } from "../key-policy.ts";
import type { Service } from "../service.ts";
import { issuing } from "../upstream/issuing.ts";
import { readRequest, requireSubject, verifyRequest } from "../verify-request.ts";
import { requireRenewable, type ReplacementOrder } from "./renewal-judgement.ts";
import { replace } from "./replace.ts";

/** A request to renew a certificate, with the PKCS#10 request that came with it. */
export interface RenewalOrder extends ReplacementOrder {
  /** PKCS#10, DER. */
  readonly request: Bytes;
}

/**
 * Renews a certificate (RFC 7030, section 4.2.2): issues one for the same subject and the request's key. There is never
 * more than one valid replacement. A repeated request with the same key returns the same certificate, so that a lost
 * response can be fetched again; a request with another key replaces a replacement that was never used, which is revoked.
 *
 * @returns the replacement, DER; it is durable
 * @throws Refusal with the code of the rule
 */
export async function renew(service: Service, order: RenewalOrder): Promise<Uint8Array> {
  const { predecessor, productOf } = order;
  requireRenewable(order);
  const request = readRequest(order.request);
  requireSubject(request, predecessor, "certificate");
  const kind = requireKeyKind(request.keyKind, allowedKeyKinds(predecessor, productOf(predecessor)));
  const key = verifyRequest(request, kind);
  const { der } = await issuing(
    service,
    order.now,
    async (transaction) =>
      await replace(service, transaction, order, { kind: "client", key }, { kind: "client", request: order.request }),
  );
  return der;
}
