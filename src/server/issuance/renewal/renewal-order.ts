import { appendAudit, type Act } from "../../store/audit/audit.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import { countUnrenewed, insertRenewalOrder, type OrderScope } from "../../store/certificates/renewal-orders.ts";
import type { CertificateRow } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { requireCertificate } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { requireTenant } from "../tenants.ts";
import { isNotYetValid } from "../validity.ts";

/** "Renew now", as an operator says it when a key or an authority is compromised. */
export interface RenewalCall extends Act {
  readonly scope: OrderScope;
  /** For the audit trail. */
  readonly reason: string;
  /** When the order ends for those who have not followed it; never where it is not given. */
  readonly until?: Date | undefined;
}

/**
 * Makes every certificate of a scope that was issued before now due at once, however long it still lasts, until it has
 * been renewed. For each certificate the latest order that is for it counts.
 *
 * @returns how many certificates are to be renewed
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
    await insertRenewalOrder(transaction, { tenant, serial, reason, orderedAt: now.getTime(), endsAt: ends });
    const detail = { reason, until: until?.toISOString() ?? null, affected };
    const object = tenant ?? serial ?? "all";
    await appendAudit(transaction, { at: now, actor, action: "renewal-ordered", object, detail });
    return affected;
  });
}

/** When the renewal of a certificate was ordered, where such an order is in force: not in the future, whatever clock said so. */
export function orderInForce({ orderedAt, orderEndsAt }: HeldCertificate, now: Date): Date | undefined {
  if (orderedAt === null || (orderEndsAt !== null && now.getTime() >= orderEndsAt)) return undefined;
  return new Date(Math.min(orderedAt, now.getTime()));
}

/**
 * The replacement that counts for a certificate. One that was issued before the order and has not been used is not
 * what the order asks for; one of the future, used or not, is of no use to anybody.
 */
export function countingReplacement(certificate: HeldCertificate, now: Date): CertificateRow | undefined {
  const { replacement } = certificate;
  if (replacement !== undefined && isNotYetValid(replacement, now)) return undefined;
  const { orderUpTo: upTo } = certificate;
  const ordered = upTo !== null && orderInForce(certificate, now) !== undefined;
  if (replacement === undefined || !ordered || replacement.firstUsedAt !== null) return replacement;
  return replacement.number <= upTo ? undefined : replacement;
}
