import type { SqlBool } from "kysely";
import { prepared, type Placeholders } from "../database/prepared.ts";
import type { BlockedKeyRow, CertificateRow, Store, StoreTransaction, TenantRow } from "../database/schema.ts";

/** What the service knows of a key that somebody asks a certificate for. */
export interface KeyHistory {
  /** Whether it is on the list of blocked keys. */
  readonly blocked: boolean;
  /** Whether somebody else has had a certificate for it. */
  readonly taken: boolean;
  /** Whether the holder has had a certificate for it that counts: a first one, or a replacement that was used. */
  readonly reused: boolean;
  /** Whether the holder's tenant allows that. */
  readonly sameKey: TenantRow["same_key"];
}

/** Looks a key up, by one query. */
export async function findKeyHistory(
  store: Store,
  key: string,
  { tenant, cn }: Pick<CertificateRow, "tenant" | "cn">,
): Promise<KeyHistory> {
  const [found] = await history(store, { key, tenant, cn });
  if (found === undefined) throw new Error("The database has not answered for a key.");
  const { blocked, taken, reused, same_key } = found;
  return { blocked: isTrue(blocked), taken: isTrue(taken), reused: isTrue(reused), sameKey: same_key ?? "refused" };
}

/** SQLite has no booleans. */
function isTrue(value: SqlBool): boolean {
  return value === true || value === 1;
}

const history = prepared((store, of: Placeholders<{ key: string; tenant: string; cn: string }>) =>
  store.selectNoFrom((columns) => [
    columns.exists(columns.selectFrom("blocked_keys").select("spki_sha256").where("spki_sha256", "=", of("key"))).as("blocked"),
    columns
      .exists(
        columns
          .selectFrom("certificates")
          .select("serial")
          .where("spki_sha256", "=", of("key"))
          .where((is) => is.or([is("tenant", "!=", of("tenant")), is("cn", "!=", of("cn"))])),
      )
      .as("taken"),
    columns
      .exists(
        columns
          .selectFrom("certificates")
          .select("serial")
          .where("spki_sha256", "=", of("key"))
          .where("tenant", "=", of("tenant"))
          .where("cn", "=", of("cn"))
          .where((is) => is.or([is("predecessor", "is", null), is("first_used_at", "is not", null)])),
      )
      .as("reused"),
    columns.selectFrom("tenants").select("same_key").where("name", "=", of("tenant")).as("same_key"),
  ]),
);

/**
 * Puts a key on the list of blocked ones.
 *
 * @returns whether it was not on it yet
 */
export async function insertBlockedKey(transaction: StoreTransaction, key: BlockedKeyRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await transaction
    .insertInto("blocked_keys")
    .values(key)
    .onConflict((conflict) => conflict.column("spki_sha256").doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows > 0n;
}

/**
 * Takes a key off the list of blocked ones.
 *
 * @returns whether it was on it
 */
export async function deleteBlockedKey(transaction: StoreTransaction, key: string): Promise<boolean> {
  const { numDeletedRows } = await transaction.deleteFrom("blocked_keys").where("spki_sha256", "=", key).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/**
 * The blocked keys in the order of their hashes, so many at a time.
 *
 * @param after the last one of the page before; "" for the first page
 */
export async function readBlockedKeys(store: Store, after: string, limit: number): Promise<BlockedKeyRow[]> {
  return await store
    .selectFrom("blocked_keys")
    .selectAll()
    .where("spki_sha256", ">", after)
    .orderBy("spki_sha256")
    .limit(limit)
    .execute();
}

/** The certificates of some keys that are neither revoked nor expired, in the order of their issue. */
export async function findValidOfKeys(store: Store, keys: readonly string[], now: number): Promise<string[]> {
  const rows = await store
    .selectFrom("certificates")
    .select("serial")
    .where("spki_sha256", "in", keys)
    .where("revoked_at", "is", null)
    .where("not_after", ">=", now)
    .orderBy("number")
    .execute();
  return rows.map(({ serial }) => serial);
}
