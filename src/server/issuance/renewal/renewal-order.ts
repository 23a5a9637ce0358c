import { appendAudit, type Act } from "../../store/audit/audit.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import { countUnrenewed, insertRenewalOrder, type OrderScope } from "../../store/certificates/renewal-orders.ts";
import type { CertificateRow } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { requireCertificate } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { requireTenant } from "../tenants.ts";
import { isNotYetValid } from "../validity.ts";

/** An operator's order to renew at once, for example because a key or an authority is compromised. */
export interface RenewalCall extends Act {
  readonly scope: OrderScope;
  /** For the audit trail. */
  readonly reason: string;
  /** When the order ends for certificates that have not been renewed; by default never. */
  readonly until?: Date | undefined;
}

/**
 * Makes every existing certificate of a scope due at once, until it has been renewed. For each certificate the latest
 * order that includes it applies.
 *
 * @returns the number of certificates to renew
 * @throws OperatorError `tenant-unknown`, `certificate-unknown`
 */
export async function orderRenewal({ store }: Service, { scope, reason, until, actor, now }: RenewalCall): Promise<number> {
  return await transact(store, async (transaction) => {
    const tenant = scope !== "all" && "tenant" in scope ? scope.tenant : null;
    const serial = scope !== "all" && "serial" in scope ? scope.serial : null;
    if (tenant !== null) await requireTenant(transaction, tenant);
    if (serial !== null) await requireCertificate(transaction, serial);
    const affected = await countUnrenewed(transaction, scope, now.getTime());
    const ends = until?.getTime() ?? null;
    await insertRenewalOrder(transaction, { tenant, serial, reason, holderReason: reason, orderedAt: now.getTime(), endsAt: ends });
    const detail = { reason, until: until?.toISOString() ?? null, affected };
    const object = tenant ?? serial ?? "all";
    await appendAudit(transaction, { at: now, actor, action: "renewal-ordered", object, detail });
    return affected;
  });
}

/** When the renewal of a certificate was ordered, if the order is in force; never in the future, even if the clock was ahead. */
export function orderInForce({ orderedAt, orderEndsAt }: HeldCertificate, now: Date): Date | undefined {
  if (orderedAt === null || (orderEndsAt !== null && now.getTime() >= orderEndsAt)) return undefined;
  return new Date(Math.min(orderedAt, now.getTime()));
}

/**
 * The replacement that counts for a certificate. One that was issued before an order to renew and has not been used does
 * not fulfil the order; one that is not valid yet, because a clock was wrong, cannot be used.
 */
export function countingReplacement(certificate: HeldCertificate, now: Date): CertificateRow | undefined {
  const { replacement } = certificate;
  if (replacement !== undefined && isNotYetValid(replacement, now)) return undefined;
  const { orderUpTo: upTo } = certificate;
  const ordered = upTo !== null && orderInForce(certificate, now) !== undefined;
  if (replacement === undefined || !ordered || replacement.firstUsedAt !== null) return replacement;
  return replacement.number <= upTo ? undefined : replacement;
}
