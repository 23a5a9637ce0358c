import type { CertificateRow, Store } from "../database/schema.ts";

/** The certificate that a certificate was renewed from; undefined for a first one. */
export async function findPredecessor(
  store: Store,
  { predecessor }: Pick<CertificateRow, "predecessor">,
): Promise<CertificateRow | undefined> {
  if (predecessor === null) return undefined;
  return await store.selectFrom("certificates").selectAll().where("number", "=", predecessor).executeTakeFirstOrThrow();
}

/** The certificates that a certificate was renewed from, the nearest first. */
export async function findPredecessors(store: Store, certificate: CertificateRow): Promise<CertificateRow[]> {
  const found: CertificateRow[] = [];
  let row = await findPredecessor(store, certificate);
  while (row !== undefined) {
    found.push(row);
    row = await findPredecessor(store, row);
  }
  return found;
}

/** The certificates that a certificate was renewed to, in the order of their issue, including revoked ones. */
export async function findSuccessors(store: Store, certificate: CertificateRow): Promise<CertificateRow[]> {
  const found: CertificateRow[] = [];
  for (let generation = [certificate.number]; generation.length > 0;) {
    const rows = await store
      .selectFrom("certificates")
      .selectAll()
      .where("tenant", "=", certificate.tenant)
      .where("cn", "=", certificate.cn)
      .where("predecessor", "in", generation)
      .orderBy("number")
      .execute();
    found.push(...rows);
    generation = rows.map(({ number }) => number);
  }
  return found;
}

/** The certificates of a person or program, the newest first. */
export async function findCertificatesOf(store: Store, tenant: string, cn: string): Promise<CertificateRow[]> {
  return await store
    .selectFrom("certificates")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("cn", "=", cn)
    .orderBy("number", "desc")
    .execute();
}
