import type { CertificateRow, SigningOrderEntry, SigningOrderRow, Store } from "../database/schema.ts";

/** The holder of a certificate that is ordered, and the certificate that it replaces. */
export type OrderedFor = Pick<SigningOrderRow, "predecessor" | "tenant" | "cn">;

/** The order for a key, by its fingerprint. */
export async function findSigningOrder(store: Store, spkiSha256: string): Promise<SigningOrderRow | undefined> {
  return await store.selectFrom("signingOrders").selectAll().where("spkiSha256", "=", spkiSha256).executeTakeFirst();
}

/** Whether a certificate with a key was, or is being, requested from an authority. */
export async function wasOrdered(store: Store, key: Pick<CertificateRow, "issuer" | "spkiSha256">): Promise<boolean> {
  const { issuer, spkiSha256 } = key;
  if ((await findSigningOrder(store, spkiSha256)) !== undefined) return true;
  const recorded = await store
    .selectFrom("certificates")
    .select("number")
    .where("spkiSha256", "=", spkiSha256)
    .where("issuer", "=", issuer)
    .executeTakeFirst();
  return recorded !== undefined;
}

/** The order for the replacement of a certificate; orders for initial certificates are distinguished by their keys. */
export async function findOrderOf(store: Store, predecessor: number): Promise<SigningOrderRow | undefined> {
  return await store.selectFrom("signingOrders").selectAll().where("predecessor", "=", predecessor).executeTakeFirst();
}

/** The order of a holder whose key the service generated; the latest, if there are several. */
export async function findOrderWithKey(
  store: Store,
  { predecessor, tenant, cn }: OrderedFor,
): Promise<SigningOrderRow | undefined> {
  return await store
    .selectFrom("signingOrders")
    .selectAll()
    .where("predecessor", predecessor === null ? "is" : "=", predecessor)
    .where("tenant", "=", tenant)
    .where("cn", "=", cn)
    .where("sealedKey", "is not", null)
    .orderBy("number", "desc")
    .executeTakeFirst();
}

/** Orders made before a moment that no process has been requesting since another moment, the oldest first. */
export async function findOldOrders(
  store: Store,
  before: { readonly ordered: number; readonly asked: number; readonly askAgain: number },
  limit: number,
): Promise<SigningOrderRow[]> {
  return await store
    .selectFrom("signingOrders")
    .selectAll()
    .where("orderedAt", "<", before.ordered)
    .where((is) => is.or([is("askedAt", "is", null), is("askedAt", "<", before.asked)]))
    .where((is) => is.or([is("askAgainAt", "is", null), is("askAgainAt", "<=", before.askAgain)]))
    .orderBy("number")
    .limit(limit)
    .execute();
}

/** Adds an order. */
export async function insertSigningOrder(store: Store, order: SigningOrderEntry): Promise<void> {
  await store.insertInto("signingOrders").values(order).execute();
}

/** Records the progress of an order. */
export async function updateSigningOrder(
  store: Store,
  number: number,
  progress: Partial<Pick<SigningOrderRow, "askedAt" | "askAgainAt" | "der" | "masterKey" | "sealedKey">>,
): Promise<void> {
  await store.updateTable("signingOrders").set(progress).where("number", "=", number).execute();
}

/** Removes a completed order, with its key. */
export async function deleteSigningOrder(store: Store, number: number): Promise<void> {
  await store.deleteFrom("signingOrders").where("number", "=", number).execute();
}

/** Some orders whose key is sealed with a different master key. */
export async function findOrdersSealedOtherwise(store: Store, masterKey: string, limit: number): Promise<SigningOrderRow[]> {
  return await store
    .selectFrom("signingOrders")
    .selectAll()
    .where("masterKey", "!=", masterKey)
    .orderBy("number")
    .limit(limit)
    .execute();
}
