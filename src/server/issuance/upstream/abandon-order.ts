import { issuerId } from "../../authority/issuer-id.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { insertCertificate, markRevoked } from "../../store/certificates/certificates.ts";
import { deleteSigningOrder, findSigningOrder } from "../../store/certificates/signing-orders.ts";
import { findTenant } from "../../store/tenants.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";
import { leafIn } from "../sign-and-record.ts";

/**
 * Ends an order whose certificate has come and is not to be used: it is recorded, as revoked, so that it is known and never
 * accepted. The authority that signed it is not told; only its keepers can revoke it there.
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
    const number = await insertCertificate(transaction, {
      serial: leaf.serial,
      tenant,
      cn,
      spkiSha256: order.spkiSha256,
      notBefore: leaf.notBefore.getTime(),
      notAfter: leaf.notAfter.getTime(),
      der: leaf.der,
      issuer,
      predecessor: null,
      issuedAt: now.getTime(),
    });
    await markRevoked(transaction, number, "superseded", now.getTime());
    const object = nameOf({ issuer, serial: leaf.serial });
    const detail = { tenant, cn, number, notAfter: leaf.notAfter.toISOString(), predecessor: null };
    const common = { at: now, actor, object };
    await appendAudit(
      transaction,
      { ...common, action: "issued", detail },
      { ...common, action: "revoked", detail: { reason: "superseded" } },
    );
  });
}
