import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { CertificateRow } from "../../store/database/schema.ts";
import { countUnrenewed, insertRenewalOrder, type OrderScope } from "../../store/renewals/renewal-orders.ts";
import { transact } from "../../store/transact.ts";
import { requireCertificate, type NamedCertificate } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { requireTenant } from "../tenants.ts";
import { isNotYetValid } from "../validity.ts";

/** The certificates to renew: those of a tenant, one, or all. */
export type RenewalScope = { readonly tenant: string } | NamedCertificate | "all";

/** An operator's order to renew at once, for example because a key or an authority is compromised. */
export interface RenewalCall extends Act {
  readonly scope: RenewalScope;
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
 * @throws OperatorError `tenant-unknown`, `certificate-unknown`, `certificate-ambiguous`
 */
export async function orderRenewal({ store }: Service, { scope, reason, until, actor, now }: RenewalCall): Promise<number> {
  return await transact(store, async (transaction) => {
    const tenant = scope !== "all" && "tenant" in scope ? scope.tenant : null;
    const certificate = scope !== "all" && "serial" in scope ? await requireCertificate(transaction, scope) : null;
    if (tenant !== null) await requireTenant(transaction, tenant);
    const affected = await countUnrenewed(transaction, within(tenant, certificate), now.getTime());
    const ends = until?.getTime() ?? null;
    await insertRenewalOrder(transaction, {
      tenant,
      certificate: certificate?.number ?? null,
      reason,
      holderReason: reason,
      orderedAt: now.getTime(),
      endsAt: ends,
    });
    const detail = { reason, until: until?.toISOString() ?? null, affected };
    const object = tenant ?? (certificate === null ? "all" : nameOf(certificate));
    const concerned = tenant ?? certificate?.tenant ?? null;
    await appendAudit(transaction, { at: now, actor, action: "renewal-ordered", object, detail, tenant: concerned });
    return affected;
  });
}

function within(tenant: string | null, certificate: HeldCertificate | null): OrderScope {
  if (tenant !== null) return { tenant };
  return certificate === null ? "all" : { certificate: certificate.number };
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
