import { dayInMilliseconds } from "../../core/days.ts";
import { appendAudit, type AuditEntry } from "../store/audit.ts";
import { markRevoked, type HeldCertificate } from "../store/certificates.ts";
import { findReplacement } from "../store/replacements.ts";
import { findRetirable, retiringTenants, type RetiringTenant } from "../store/retirement.ts";
import type { CertificateRow, Store } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import type { Service } from "./service.ts";

/** So many certificates are retired in one transaction: others wait for it. */
const batch = 100;

/**
 * Whether a renewed certificate's time beside its replacement is over. The rule alone decides: it holds from the very
 * moment, whenever `retireRenewed` comes by to write it down.
 *
 * @param replacement what has taken its place, where there is one
 */
export function isRetired(
  { retire_after_days: days }: Pick<HeldCertificate, "retire_after_days">,
  replacement: Pick<CertificateRow, "first_used_at"> | undefined,
  now: Date,
): boolean {
  if (days === null || replacement === undefined || replacement.first_used_at === null) return false;
  return now.getTime() >= replacement.first_used_at + days * dayInMilliseconds;
}

/** The same for a certificate whose replacement has not been looked up yet; asks the store only where it matters. */
export async function hasBeenRetired(store: Store, certificate: HeldCertificate, now: Date): Promise<boolean> {
  if (certificate.retire_after_days === null) return false;
  return isRetired(certificate, await findReplacement(store, certificate.serial), now);
}

/**
 * Revokes, as superseded, every renewed certificate whose tenant has it retired so many days after its replacement's
 * first use. May run in several processes at once and be cut off at any moment: each batch is written together with
 * its audit entries, and found done by the next one.
 *
 * @returns how many were retired
 */
export async function retireRenewed({ store }: Service, now: Date): Promise<number> {
  let retired = 0;
  for (const tenant of await retiringTenants(store)) {
    for (let count = batch; count === batch; retired += count) count = await retireBatch(store, tenant, now);
  }
  return retired;
}

async function retireBatch(store: Store, tenant: RetiringTenant, now: Date): Promise<number> {
  const usedUntil = now.getTime() - tenant.retire_after_days * dayInMilliseconds;
  const order = { usedUntil, now: now.getTime(), limit: batch };
  // Most of the time there is nothing to do, and nobody has to wait for that.
  if ((await findRetirable(store, tenant.name, { ...order, limit: 1 })).length === 0) return 0;
  return await transact(store, async (transaction) => {
    const due = await findRetirable(transaction, tenant.name, order);
    const entries: AuditEntry[] = [];
    for (const { serial, replacement } of due) {
      await markRevoked(transaction, serial, "retired", now.getTime());
      const detail = { reason: "superseded", replacement };
      entries.push({ at: now, actor: "schedule", action: "retired", object: serial, detail });
    }
    if (entries.length > 0) await appendAudit(transaction, ...entries);
    return due.length;
  });
}
