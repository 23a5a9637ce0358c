import type { CertificateRow, RecoveryCodeRow, Store, StoreTransaction } from "../database/schema.ts";

/**
 * Adds a code, which replaces the person's previous one, if any.
 *
 * @returns whether the previous one could still have been used
 */
export async function replaceRecoveryCode(transaction: StoreTransaction, code: RecoveryCodeRow, now: number): Promise<boolean> {
  const before = await removeRecoveryCodes(transaction, code, now);
  await transaction.insertInto("recoveryCodes").values(code).execute();
  return before.length > 0;
}

/** The person whom a code is for. */
export type CodeHolder = Pick<RecoveryCodeRow, "tenant" | "cn">;

/** A person's codes, a tenant's, or all. */
export type CodeScope = "all" | { readonly tenant: string; readonly cn?: string | undefined };

/**
 * Removes the codes of a scope.
 *
 * @returns the holders of those that could still have been used
 */
export async function removeRecoveryCodes(transaction: StoreTransaction, scope: CodeScope, now: number): Promise<CodeHolder[]> {
  const { tenant, cn } = scope === "all" ? {} : scope;
  const removed = await transaction
    .deleteFrom("recoveryCodes")
    .$if(tenant !== undefined, (query) => query.where("tenant", "=", tenant ?? ""))
    .$if(cn !== undefined, (query) => query.where("cn", "=", cn ?? ""))
    .returning(["tenant", "cn", "expiresAt", "certificate"])
    .execute();
  const usable = removed.filter(({ certificate, expiresAt }) => certificate === null && expiresAt > now);
  return usable.map((code) => ({ tenant: code.tenant, cn: code.cn }));
}

/** The code of a person, whether or not it can still be used. */
export async function findRecoveryCode(
  store: Store,
  { tenant, cn }: Pick<RecoveryCodeRow, "tenant" | "cn">,
): Promise<RecoveryCodeRow | undefined> {
  return await store.selectFrom("recoveryCodes").selectAll().where("tenant", "=", tenant).where("cn", "=", cn).executeTakeFirst();
}

/** The CNs of those of some holders of one tenant, at most some thousands, who have a code that can still be used. */
export async function findHoldersOfUnusedCodes(
  store: Store,
  holders: readonly CodeHolder[],
  now: number,
): Promise<ReadonlySet<string>> {
  const [first] = holders;
  if (first === undefined) return new Set();
  const cns = holders.map(({ cn }) => cn);
  const rows = await store
    .selectFrom("recoveryCodes")
    .select("cn")
    .where("tenant", "=", first.tenant)
    .where("cn", "in", cns)
    .where("certificate", "is", null)
    .where("expiresAt", ">", now)
    .execute();
  return new Set(rows.map(({ cn }) => cn));
}

/** Whether there is a code that expires after a moment. */
export async function hasRecoveryCodeBeyond(store: Store, moment: number): Promise<boolean> {
  return (
    (await store.selectFrom("recoveryCodes").select("cn").where("expiresAt", ">", moment).limit(1).executeTakeFirst()) !== undefined
  );
}

/**
 * Shortens every code that expires after a moment, so that it expires then.
 *
 * @returns the number of codes shortened
 */
export async function endRecoveryCodes(transaction: StoreTransaction, moment: number): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable("recoveryCodes")
    .set({ expiresAt: moment })
    .where("expiresAt", ">", moment)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Records the certificate that a code was used for; it cannot be used for another one. */
export async function spendRecoveryCode(
  transaction: StoreTransaction,
  { tenant, cn }: RecoveryCodeRow,
  certificate: number,
): Promise<void> {
  await transaction.updateTable("recoveryCodes").set({ certificate }).where("tenant", "=", tenant).where("cn", "=", cn).execute();
}

/** A person's newest certificate that is not revoked, or else their newest. */
export async function findNewestCertificate(
  store: Store,
  { tenant, cn }: Pick<CertificateRow, "tenant" | "cn">,
): Promise<CertificateRow | undefined> {
  return await store
    .selectFrom("certificates")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("cn", "=", cn)
    .orderBy(({ eb }) => eb.case().when("revokedAt", "is", null).then(0).else(1).end())
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
}
