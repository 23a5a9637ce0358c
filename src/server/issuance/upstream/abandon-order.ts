import { issuerId } from "../../authority/issuer-id.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { markRevoked } from "../../store/certificates/certificates.ts";
import { deleteSigningOrder, findSigningOrder } from "../../store/renewals/signing-orders.ts";
import { findTenant } from "../../store/tenants.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";
import { leafIn, recordLeaf } from "../sign-and-record.ts";

/**
 * Ends an order whose certificate has come and is not to be used: it is recorded, as revoked, so that it is known and never
 * accepted. The authority that signed it is not told; only its operators can revoke it there.
 *
 * @param key the fingerprint of its key
 */
export async function abandonOrder(
  { store, authority }: Pick<Service, "store" | "authority">,
  key: string,
  now: Date,
): Promise<void> {
  await transact(store, async (transaction) => {
    const order = await findSigningOrder(transaction, key);
    if (order === undefined || order.der === null || authority.upstream === undefined) return;
    const { tenant, cn, actor } = order;
    const leaf = leafIn(order.der);
    const issuer = issuerId(authority.upstream.authority);
    await deleteSigningOrder(transaction, order.number);
    // Of a tenant that was never created nothing is recorded: the certificate is unknown, and refused as such.
    if ((await findTenant(transaction, tenant)) === undefined) return;
    const { spkiSha256 } = order;
    const record = { tenant, cn, issuer, spkiSha256, predecessor: null, actor, now };
    const { number, entry } = await recordLeaf(transaction, leaf, record);
    await markRevoked(transaction, number, "superseded", now.getTime());
    await appendAudit(transaction, entry, { ...entry, action: "revoked", detail: { reason: "superseded" } });
  });
}
