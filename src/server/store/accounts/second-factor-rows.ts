import type { SecondFactorRow, Store, StoreTransaction } from "../database/schema.ts";
import type { AccountIdentity } from "./account-rows.ts";

/** Adds a second factor that is being set up, and removes an earlier one that never was. */
export async function insertSecondFactor(transaction: StoreTransaction, row: SecondFactorRow): Promise<void> {
  await transaction
    .deleteFrom("secondFactors")
    .where("tenant", "=", row.tenant)
    .where("account", "=", row.account)
    .where("confirmedAt", "is", null)
    .execute();
  await transaction.insertInto("secondFactors").values(row).execute();
}

/** The second factor of an account that is in use, or that is being set up. */
export async function findSecondFactor(
  store: Store,
  { tenant, name }: AccountIdentity,
  state: "confirmed" | "begun",
): Promise<SecondFactorRow | undefined> {
  return await store
    .selectFrom("secondFactors")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("account", "=", name)
    .where("confirmedAt", state === "begun" ? "is" : "is not", null)
    .executeTakeFirst();
}

/** Records that a code of this time step was accepted. */
export async function markStep(transaction: StoreTransaction, id: string, lastStep: number): Promise<void> {
  await transaction.updateTable("secondFactors").set({ lastStep }).where("id", "=", id).execute();
}

/** Puts a second factor into use, in the place of the account's earlier one. */
export async function confirmSecondFactor(
  transaction: StoreTransaction,
  { id, tenant, account }: SecondFactorRow,
  { at, step }: { readonly at: number; readonly step: number },
): Promise<void> {
  await transaction
    .deleteFrom("secondFactors")
    .where("tenant", "=", tenant)
    .where("account", "=", account)
    .where("id", "!=", id)
    .execute();
  await transaction.updateTable("secondFactors").set({ confirmedAt: at, lastStep: step }).where("id", "=", id).execute();
}

/** Removes the second factors of an account with their recovery codes. */
export async function removeSecondFactors(transaction: StoreTransaction, { tenant, name }: AccountIdentity): Promise<void> {
  for (const table of ["secondFactors", "accountRecoveryCodes", "passkeys"] as const) {
    await transaction.deleteFrom(table).where("tenant", "=", tenant).where("account", "=", name).execute();
  }
}

/** Replaces the recovery codes of an account. */
export async function replaceRecoveryCodes(
  transaction: StoreTransaction,
  { tenant, name }: AccountIdentity,
  codeHashes: readonly string[],
): Promise<void> {
  await transaction.deleteFrom("accountRecoveryCodes").where("tenant", "=", tenant).where("account", "=", name).execute();
  const rows = codeHashes.map((codeHash) => ({ codeHash, tenant, account: name }));
  await transaction.insertInto("accountRecoveryCodes").values(rows).execute();
}

/**
 * Removes a recovery code of an account.
 *
 * @returns whether it was there
 */
export async function takeRecoveryCode(
  transaction: StoreTransaction,
  { tenant, name }: AccountIdentity,
  codeHash: string,
): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom("accountRecoveryCodes")
    .where("codeHash", "=", codeHash)
    .where("tenant", "=", tenant)
    .where("account", "=", name)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** The number of recovery codes of an account that have not been used. */
export async function countRecoveryCodes(store: Store, { tenant, name }: AccountIdentity): Promise<number> {
  const { count } = await store
    .selectFrom("accountRecoveryCodes")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("tenant", "=", tenant)
    .where("account", "=", name)
    .executeTakeFirstOrThrow();
  return count;
}

/** Removes the recovery codes of all accounts. Returns their number. */
export async function removeAllRecoveryCodes(transaction: StoreTransaction): Promise<number> {
  const { numDeletedRows } = await transaction.deleteFrom("accountRecoveryCodes").executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** Accepts no code of an authenticator app any more of a time step up to this one. */
export async function endSteps(transaction: StoreTransaction, lastStep: number): Promise<void> {
  await transaction.updateTable("secondFactors").set({ lastStep }).where("confirmedAt", "is not", null).execute();
}

/** Some second factors that are sealed with a different master key. */
export async function findFactorsSealedOtherwise(store: Store, masterKey: string, limit: number): Promise<SecondFactorRow[]> {
  return await store
    .selectFrom("secondFactors")
    .selectAll()
    .where("masterKey", "!=", masterKey)
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Replaces a sealed secret by the same one, sealed with another master key. */
export async function updateSealedSecret(
  transaction: StoreTransaction,
  id: string,
  sealed: Pick<SecondFactorRow, "masterKey" | "sealedSecret">,
): Promise<void> {
  await transaction.updateTable("secondFactors").set(sealed).where("id", "=", id).execute();
}
