import { dayInMilliseconds } from "../../../core/days.ts";
import type { CertificateRow, KeptKeyRow, Store } from "../database/schema.ts";

/** A key that is still kept, with both of its secrets. */
export interface KeptKey {
  readonly serial: string;
  readonly tokenHash: string;
  /** The identifier of the master key that both secrets are sealed under. */
  readonly masterKey: string;
  readonly sealedKey: Uint8Array;
  readonly sealedAccess: Uint8Array;
}

const vaultRow = 1;

/** Keeps a key. */
export async function insertKeptKey(store: Store, kept: KeptKey): Promise<void> {
  await store
    .insertInto("kept_keys")
    .values({ ...rowOf(kept), destroyed_at: null })
    .execute();
}

/** The kept key of a certificate's valid replacement. */
export async function findKeptKeyOfReplacement(store: Store, predecessor: string): Promise<KeptKey | undefined> {
  const row = await store
    .selectFrom("kept_keys")
    .innerJoin("certificates", "certificates.serial", "kept_keys.serial")
    .selectAll("kept_keys")
    .where("certificates.replaces", "=", predecessor)
    .executeTakeFirst();
  return row && keptKeyOf(row);
}

/** The certificate and the kept key that a token stands for, where the certificate is a valid replacement. */
export async function findKeptKeyByToken(
  store: Store,
  tokenHash: string,
): Promise<{ readonly certificate: CertificateRow; readonly kept: KeptKey } | undefined> {
  const row = await store.selectFrom("kept_keys").selectAll().where("token_hash", "=", tokenHash).executeTakeFirst();
  const kept = row && keptKeyOf(row);
  if (kept === undefined) return undefined;
  const certificate = await store
    .selectFrom("certificates")
    .selectAll()
    .where("serial", "=", kept.serial)
    .where("replaces", "is not", null)
    .executeTakeFirst();
  return certificate && { certificate, kept };
}

/** Some of the keys that are kept under another master key than this one. */
export async function findKeysSealedOtherwise(store: Store, masterKey: string, limit: number): Promise<KeptKey[]> {
  const rows = await store
    .selectFrom("kept_keys")
    .selectAll()
    .where("destroyed_at", "is", null)
    .where("master_key", "!=", masterKey)
    .orderBy("serial")
    .limit(limit)
    .execute();
  return rows.flatMap((row) => keptKeyOf(row) ?? []);
}

/** Puts the same secrets, sealed anew, in the place of what is there. */
export async function resealKeptKey(store: Store, kept: KeptKey): Promise<void> {
  await store.updateTable("kept_keys").set(rowOf(kept)).where("serial", "=", kept.serial).execute();
}

/**
 * The serials of some certificates whose key is to be destroyed: they have expired, or their tenant's days since their
 * first use are over.
 */
export async function findKeysToDestroy(store: Store, now: number, limit: number): Promise<string[]> {
  const rows = await store
    .selectFrom("kept_keys")
    .innerJoin("certificates", "certificates.serial", "kept_keys.serial")
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .select("kept_keys.serial")
    .where("kept_keys.destroyed_at", "is", null)
    .where((is) => {
      const kept = is(is.ref("tenants.destroy_keys_after_days"), "*", dayInMilliseconds);
      return is.or([is("certificates.not_after", "<", now), is("certificates.first_used_at", "<=", is(is.val(now), "-", kept))]);
    })
    .orderBy("kept_keys.serial")
    .limit(limit)
    .execute();
  return rows.map(({ serial }) => serial);
}

/**
 * Removes both secrets of a kept key for good.
 *
 * @returns whether they were there
 */
export async function destroyKeptKey(store: Store, serial: string, at: number): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("kept_keys")
    .set({ sealed_key: null, sealed_access: null, destroyed_at: at })
    .where("serial", "=", serial)
    .where("destroyed_at", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** The identifier of the master key that seals; undefined where nothing has been sealed yet. */
export async function readSealingKey(store: Store): Promise<string | undefined> {
  const row = await store.selectFrom("vault").select("master_key").where("id", "=", vaultRow).executeTakeFirst();
  return row?.master_key;
}

/** Has every process seal under this master key from now on. */
export async function writeSealingKey(store: Store, masterKey: string): Promise<void> {
  await store
    .insertInto("vault")
    .values({ id: vaultRow, master_key: masterKey })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ master_key: masterKey }))
    .execute();
}

function rowOf({ serial, tokenHash, masterKey, sealedKey, sealedAccess }: KeptKey): Omit<KeptKeyRow, "destroyed_at"> {
  return {
    serial,
    token_hash: tokenHash,
    master_key: masterKey,
    sealed_key: sealedKey,
    sealed_access: sealedAccess,
  };
}

function keptKeyOf(row: KeptKeyRow): KeptKey | undefined {
  const { serial, token_hash: tokenHash, master_key: masterKey, sealed_key: sealedKey, sealed_access: sealedAccess } = row;
  if (sealedKey === null || sealedAccess === null) return undefined;
  return { serial, tokenHash, masterKey, sealedKey, sealedAccess };
}
