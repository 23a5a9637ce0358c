import { appendAudit, type AuditEntry } from "../../store/audit/audit.ts";
import { destroyKeptKey, findKeysToDestroy } from "../../store/certificates/kept-keys.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";

const pageLength = 500;

/**
 * Destroys the kept keys whose time is over: with the expiry of their certificate, or as many days after its first use
 * as the tenant says. Several processes may do so at once.
 *
 * @returns how many were destroyed
 */
export async function destroyKeys({ store }: Pick<Service, "store">, now: Date): Promise<number> {
  let destroyed = 0;
  for (;;) {
    const count = await transact(store, async (transaction) => {
      const entries: AuditEntry[] = [];
      for (const serial of await findKeysToDestroy(transaction, now.getTime(), pageLength)) {
        if (!(await destroyKeptKey(transaction, serial, now.getTime()))) continue;
        entries.push({ at: now, actor: "service", action: "key-destroyed", object: serial, detail: {} });
      }
      if (entries.length > 0) await appendAudit(transaction, ...entries);
      return entries.length;
    });
    destroyed += count;
    if (count < pageLength) return destroyed;
  }
}
