import { appendAudit, type AuditEntry } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { destroyKeptKey, findKeysToDestroy } from "../../store/certificates/kept-keys.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";

const pageLength = 500;

/**
 * Destroys the stored keys whose certificate has expired, or was first used as many days ago as the tenant sets. May run
 * in several processes at once.
 *
 * @returns the number of keys destroyed
 */
export async function destroyKeys({ store }: Pick<Service, "store">, now: Date): Promise<number> {
  let destroyed = 0;
  for (;;) {
    const count = await transact(store, async (transaction) => {
      const entries: AuditEntry[] = [];
      for (const certificate of await findKeysToDestroy(transaction, now.getTime(), pageLength)) {
        if (!(await destroyKeptKey(transaction, certificate.number, now.getTime()))) continue;
        const object = nameOf(certificate);
        entries.push({ at: now, actor: "service", action: "key-destroyed", object, detail: {}, tenant: certificate.tenant });
      }
      if (entries.length > 0) await appendAudit(transaction, ...entries);
      return entries.length;
    });
    destroyed += count;
    if (count < pageLength) return destroyed;
  }
}
