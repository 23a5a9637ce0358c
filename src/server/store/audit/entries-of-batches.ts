import type { AuditRow, CertificateRow, Store } from "../database/schema.ts";

/** Actions of entries that cover a range of certificates or revocations, which is their object: `1-500`. */
const ofCertificates = ["certificates-taken", "certificates-listed"];
const ofRevocations = "revocations-taken";

/**
 * The entries about the batches in which a certificate was imported and revoked, oldest first: they do not name it. All
 * batch entries are read; there is one for every few hundred certificates.
 */
export async function findBatchEntries(
  store: Store,
  { number, revocationNumber }: Pick<CertificateRow, "number" | "revocationNumber">,
): Promise<AuditRow[]> {
  const entries = await store
    .selectFrom("audit")
    .select(["number", "action", "object"])
    .where("action", "in", [...ofCertificates, ofRevocations])
    .execute();
  const found = entries.filter(({ action, object }) => covers(object, action === ofRevocations ? revocationNumber : number));
  if (found.length === 0) return [];
  const numbers = found.map((entry) => entry.number);
  return await store.selectFrom("audit").selectAll().where("number", "in", numbers).orderBy("number").execute();
}

function covers(object: string, number: number | null): boolean {
  const [first, last] = object.split("-").map(Number);
  return number !== null && first !== undefined && last !== undefined && first <= number && number <= last;
}
