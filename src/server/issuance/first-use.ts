import { appendAudit } from "../store/audit.ts";
import { markStage } from "../store/replacements.ts";
import type { CertificateRow, Store } from "../store/schema.ts";
import { transact } from "../store/transact.ts";

/**
 * Records that a replacement was seen in a handshake: from here on its predecessor has been renewed for good.
 *
 * @param host the host name that it was presented to
 */
export async function recordFirstUse(store: Store, replacement: CertificateRow, host: string, now: Date): Promise<void> {
  const { serial, predecessor } = replacement;
  await transact(store, async (transaction) => {
    if (!(await markStage(transaction, serial, "first_used_at", now.getTime()))) return;
    const detail = { host, predecessor };
    await appendAudit(transaction, { at: now, actor: `certificate ${serial}`, action: "first-used", object: serial, detail });
  });
}
