import { appendAudit } from "../../store/audit/audit.ts";
import { findHeldCertificate } from "../../store/certificates/certificates.ts";
import { markStage } from "../../store/certificates/replacements.ts";
import type { CertificateRow, Store } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { findInvalidity, type Invalidity } from "../validity.ts";

/**
 * Records that a replacement was seen in a handshake: from here on its predecessor has been renewed for good.
 *
 * @param host the host name that it was presented to
 * @returns why nothing was recorded, where the replacement is no longer valid
 */
export async function recordFirstUse(
  store: Store,
  { serial, predecessor }: CertificateRow,
  host: string,
  now: Date,
): Promise<Invalidity | undefined> {
  return await transact(store, async (transaction) => {
    const current = await findHeldCertificate(transaction, serial);
    const invalidity = current && findInvalidity(current, now);
    if (invalidity !== undefined) return invalidity;
    if (await markStage(transaction, serial, "first_used_at", now.getTime())) {
      const detail = { host, predecessor };
      await appendAudit(transaction, { at: now, actor: `certificate ${serial}`, action: "first-used", object: serial, detail });
    }
    return undefined;
  });
}
