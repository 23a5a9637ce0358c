import type { RevocationOrder, RevocationResult } from "../../../protocol/console/certificates.ts";
import { revokeCertificate } from "../lifecycle/revoke.ts";
import type { Service } from "../service.ts";
import type { Administrator } from "./administrator.ts";
import { requireOwn, type OwnCertificate } from "./own-certificate.ts";

/**
 * Revokes a certificate, as `revokeCertificate` does. If its key is compromised, other tenants' certificates of the same key
 * are revoked, too, but the administrator is not told of them.
 *
 * @throws Refusal `not-found`
 */
export async function revokeOwn(
  service: Service,
  named: OwnCertificate,
  order: RevocationOrder & { readonly by: Administrator; readonly now: Date },
): Promise<RevocationResult> {
  const { reason, along, by, now } = order;
  await requireOwn(service.store, named);
  const { revoked, stillValid } = await revokeCertificate(service, named, reason, {
    ...{ actor: by.actor, now, along },
    permitted: async (transaction) => await by.requireStill(transaction),
    acted: async (transaction) => await by.acted?.(transaction, undefined),
  });
  return { revoked: [...revoked], stillValid: [...stillValid] };
}
