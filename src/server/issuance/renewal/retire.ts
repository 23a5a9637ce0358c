import { dayInMilliseconds } from "../../../core/days.ts";
import { appendAudit, type AuditEntry } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { markRevoked } from "../../store/certificates/certificates.ts";
import type { Store } from "../../store/database/schema.ts";
import { findRetirable, retiringTenants, type RetiringTenant } from "../../store/renewals/retirement.ts";
import { findTenant } from "../../store/tenants.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";

/** The number of certificates retired in one transaction, which others wait for. */
const batch = 25;

/**
 * Revokes, as superseded, every renewed certificate whose tenant has it retired a number of days after its replacement's
 * first use. May run in several processes at once, and be interrupted at any moment: each batch is committed together
 * with its audit entries.
 *
 * @returns the number of certificates retired
 */
export async function retireRenewed({ store }: Service, now: Date): Promise<number> {
  let retired = 0;
  for (const tenant of await retiringTenants(store)) {
    for (let count = batch; count === batch; retired += count) count = await retireBatch(store, tenant, now);
  }
  return retired;
}

async function retireBatch(store: Store, tenant: RetiringTenant, now: Date): Promise<number> {
  const order = (days: number, limit: number): Parameters<typeof findRetirable>[2] => {
    return { usedUntil: now.getTime() - days * dayInMilliseconds, now: now.getTime(), limit };
  };
  // Usually there is nothing to do, and no transaction is needed to find out.
  if ((await findRetirable(store, tenant.name, order(tenant.retireAfterDays, 1))).length === 0) return 0;
  return await transact(store, async (transaction) => {
    const days = (await findTenant(transaction, tenant.name))?.retireAfterDays ?? null;
    if (days === null) return 0;
    const due = await findRetirable(transaction, tenant.name, order(days, batch));
    const entries: AuditEntry[] = [];
    for (const { renewed, replacement } of due) {
      await markRevoked(transaction, renewed.number, "retired", now.getTime());
      const detail = { reason: "superseded", replacement: nameOf(replacement) };
      const entry = { at: now, actor: "schedule", object: nameOf(renewed), detail, tenant: tenant.name };
      entries.push({ ...entry, action: "retired" });
    }
    if (entries.length > 0) await appendAudit(transaction, ...entries);
    return due.length;
  });
}
