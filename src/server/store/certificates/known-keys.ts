import type { SqlBool } from "kysely";
import { prepared, type Placeholders } from "../database/prepared.ts";
import type { BlockedKeyRow, CertificateRow, Store, StoreTransaction, TenantRow } from "../database/schema.ts";

/** What the service knows about a key for which a certificate is requested. */
export interface KeyHistory {
  /** Whether it is on the list of blocked keys. */
  readonly blocked: boolean;
  /** Whether somebody else has, or had, a certificate with it. */
  readonly taken: boolean;
  /** Whether the holder has had a certificate with it that was in use: a first one, or a replacement that was used. */
  readonly reused: boolean;
  /** Whether the holder's tenant allows `reused`. */
  readonly sameKey: TenantRow["sameKey"];
}

/** Looks up a key, in one query. */
export async function findKeyHistory(
  store: Store,
  key: string,
  { tenant, cn }: Pick<CertificateRow, "tenant" | "cn">,
): Promise<KeyHistory> {
  const [found] = await history(store, { key, tenant, cn });
  if (found === undefined) throw new Error("The database returned no row for a key.");
  const { blocked, taken, reused, sameKey } = found;
  return { blocked: isTrue(blocked), taken: isTrue(taken), reused: isTrue(reused), sameKey: sameKey ?? "refused" };
}

/** SQLite has no booleans. */
function isTrue(value: SqlBool): boolean {
  return value === true || value === 1;
}

const history = prepared((store, of: Placeholders<{ key: string; tenant: string; cn: string }>) =>
  store.selectNoFrom((columns) => [
    columns.exists(columns.selectFrom("blockedKeys").select("spkiSha256").where("spkiSha256", "=", of("key"))).as("blocked"),
    columns
      .exists(
        columns
          .selectFrom("certificates")
          .select("number")
          .where("spkiSha256", "=", of("key"))
          .where((is) => is.or([is("tenant", "!=", of("tenant")), is("cn", "!=", of("cn"))])),
      )
      .as("taken"),
    columns
      .exists(
        columns
          .selectFrom("certificates")
          .select("number")
          .where("spkiSha256", "=", of("key"))
          .where("tenant", "=", of("tenant"))
          .where("cn", "=", of("cn"))
          .where((is) => is.or([is("predecessor", "is", null), is("firstUsedAt", "is not", null)])),
      )
      .as("reused"),
    columns.selectFrom("tenants").select("sameKey").where("name", "=", of("tenant")).as("sameKey"),
  ]),
);

/** A holder's latest initial certificate with a key, issued since a moment and not revoked. */
export async function findIssuedFor(
  store: Store,
  { tenant, cn, spkiSha256, since }: Pick<CertificateRow, "tenant" | "cn" | "spkiSha256"> & { readonly since: number },
): Promise<CertificateRow | undefined> {
  return await store
    .selectFrom("certificates")
    .selectAll()
    .where("spkiSha256", "=", spkiSha256)
    .where("tenant", "=", tenant)
    .where("cn", "=", cn)
    .where("predecessor", "is", null)
    .where("revokedAt", "is", null)
    .where("issuedAt", ">=", since)
    .orderBy("number", "desc")
    .executeTakeFirst();
}

/** How many other certificates of the same tenant and key are not revoked, and have not expired. */
export async function countOthersOfKey(
  store: Store,
  { number, tenant, spkiSha256 }: Pick<CertificateRow, "number" | "tenant" | "spkiSha256">,
  now: number,
): Promise<number> {
  // Of a certificate that is known by its facts only, the key is not known.
  if (spkiSha256 === "") return 0;
  const { count } = await store
    .selectFrom("certificates")
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .where("spkiSha256", "=", spkiSha256)
    .where("tenant", "=", tenant)
    .where("number", "!=", number)
    .where("revokedAt", "is", null)
    .where("notAfter", ">=", now)
    .executeTakeFirstOrThrow();
  return count;
}

/**
 * Blocks a key.
 *
 * @returns whether it was not blocked yet
 */
export async function insertBlockedKey(transaction: StoreTransaction, key: BlockedKeyRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await transaction
    .insertInto("blockedKeys")
    .values(key)
    .onConflict((conflict) => conflict.column("spkiSha256").doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows > 0n;
}

/**
 * Unblocks a key.
 *
 * @returns whether it was blocked
 */
export async function deleteBlockedKey(transaction: StoreTransaction, key: string): Promise<boolean> {
  const { numDeletedRows } = await transaction.deleteFrom("blockedKeys").where("spkiSha256", "=", key).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/**
 * A page of the blocked keys, in the order of their hashes.
 *
 * @param after the last one of the previous page; "" for the first page
 */
export async function readBlockedKeys(store: Store, after: string, limit: number): Promise<BlockedKeyRow[]> {
  return await store
    .selectFrom("blockedKeys")
    .selectAll()
    .where("spkiSha256", ">", after)
    .orderBy("spkiSha256")
    .limit(limit)
    .execute();
}

/** The certificates with some keys that are neither revoked nor expired, in the order of their issue. */
export async function findValidOfKeys(store: Store, keys: readonly string[], now: number): Promise<CertificateRow[]> {
  return await store
    .selectFrom("certificates")
    .selectAll()
    .where("spkiSha256", "in", keys)
    .where("revokedAt", "is", null)
    .where("notAfter", ">=", now)
    .orderBy("number")
    .execute();
}

/** Which of some keys are blocked. */
export async function findBlockedKeys(store: Store, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await store.selectFrom("blockedKeys").select("spkiSha256").where("spkiSha256", "in", keys).execute();
  return rows.map(({ spkiSha256 }) => spkiSha256);
}
