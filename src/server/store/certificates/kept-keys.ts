import { dayInMilliseconds } from "../../../core/days.ts";
import type { CertificateRow, KeptKeyRow, Store } from "../database/schema.ts";
import { firstUse } from "../renewals/first-use.ts";
import type { CertificateIdentity } from "./certificate-name.ts";
import { mostParameters } from "./certificates.ts";

/** A stored key that has not been destroyed, with both of its secrets. */
export interface KeptKey {
  /** The certificate's number. */
  readonly certificate: number;
  /** The binding of the secrets. */
  readonly boundTo: string;
  readonly tokenHash: string;
  /** The identifier of the master key that both secrets are sealed with. */
  readonly masterKey: string;
  readonly sealedKey: Uint8Array;
  readonly sealedAccess: Uint8Array;
}

const vaultRow = 1;

/** Stores a key. */
export async function insertKeptKey(store: Store, kept: KeptKey): Promise<void> {
  await store
    .insertInto("keptKeys")
    .values({ ...kept, destroyedAt: null })
    .execute();
}

/** The stored key of a certificate's valid replacement. */
export async function findKeptKeyOfReplacement(store: Store, predecessor: number): Promise<KeptKey | undefined> {
  const row = await store
    .selectFrom("keptKeys")
    .innerJoin("certificates", "certificates.number", "keptKeys.certificate")
    .selectAll("keptKeys")
    .where("certificates.replaces", "=", predecessor)
    .executeTakeFirst();
  return row && keptKeyOf(row);
}

/** The certificate and the stored key that a token belongs to, if the certificate is a valid replacement. */
export async function findKeptKeyByToken(
  store: Store,
  tokenHash: string,
): Promise<{ readonly certificate: CertificateRow; readonly kept: KeptKey } | undefined> {
  const row = await store.selectFrom("keptKeys").selectAll().where("tokenHash", "=", tokenHash).executeTakeFirst();
  const kept = row && keptKeyOf(row);
  if (kept === undefined) return undefined;
  const certificate = await store
    .selectFrom("certificates")
    .selectAll()
    .where("number", "=", kept.certificate)
    .where("replaces", "is not", null)
    .executeTakeFirst();
  return certificate && { certificate, kept };
}

/** The stored key of a certificate. */
export async function findKeptKey(store: Store, certificate: number): Promise<KeptKey | undefined> {
  const row = await store.selectFrom("keptKeys").selectAll().where("certificate", "=", certificate).executeTakeFirst();
  return row && keptKeyOf(row);
}

/** Those of some certificates that have a stored key. */
export async function findWithKeptKeys(store: Store, certificates: readonly number[]): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  for (let at = 0; at < certificates.length; at += mostParameters) {
    const rows = await store
      .selectFrom("keptKeys")
      .select("certificate")
      .where("certificate", "in", certificates.slice(at, at + mostParameters))
      .where("destroyedAt", "is", null)
      .execute();
    for (const { certificate } of rows) found.add(certificate);
  }
  return found;
}

/** Where a certificate's key is: stored, destroyed, or only where its holder has it. */
export async function findKeyState(store: Store, certificate: number): Promise<"kept" | "destroyed" | "on-device"> {
  const row = await store.selectFrom("keptKeys").select("destroyedAt").where("certificate", "=", certificate).executeTakeFirst();
  if (row === undefined) return "on-device";
  return row.destroyedAt === null ? "kept" : "destroyed";
}

/** Some of the keys that are sealed with a different master key. */
export async function findKeysSealedOtherwise(store: Store, masterKey: string, limit: number): Promise<KeptKey[]> {
  const rows = await store
    .selectFrom("keptKeys")
    .selectAll()
    .where("destroyedAt", "is", null)
    .where("masterKey", "!=", masterKey)
    .orderBy("certificate")
    .limit(limit)
    .execute();
  return rows.flatMap((row) => keptKeyOf(row) ?? []);
}

/** Replaces the sealed secrets of a key by the same secrets, sealed with another master key. */
export async function resealKeptKey(store: Store, kept: KeptKey): Promise<void> {
  await store.updateTable("keptKeys").set(kept).where("certificate", "=", kept.certificate).execute();
}

/**
 * Some certificates whose key is to be destroyed: they have expired, or the number of days that their
 * tenant sets has passed since their first use.
 */
export async function findKeysToDestroy(
  store: Store,
  now: number,
  limit: number,
): Promise<(CertificateIdentity & Pick<CertificateRow, "number" | "tenant">)[]> {
  return await store
    .selectFrom("keptKeys")
    .innerJoin("certificates", "certificates.number", "keptKeys.certificate")
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .select(["certificates.number", "certificates.tenant", "certificates.issuer", "certificates.serial"])
    .where("keptKeys.destroyedAt", "is", null)
    .where((is) => {
      const kept = is(is.ref("tenants.destroyKeysAfterDays"), "*", dayInMilliseconds);
      const used = is.and([is("tenants.destroyKeysAfterDays", "is not", null), is(firstUse, "<=", is(is.val(now), "-", kept))]);
      return is.or([is("certificates.notAfter", "<", now), used]);
    })
    .orderBy("keptKeys.certificate")
    .limit(limit)
    .execute();
}

/**
 * Removes both secrets of a stored key.
 *
 * @returns whether they were still there
 */
export async function destroyKeptKey(store: Store, certificate: number, at: number): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable("keptKeys")
    .set({ sealedKey: null, sealedAccess: null, destroyedAt: at })
    .where("certificate", "=", certificate)
    .where("destroyedAt", "is", null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** The identifier of the current master key; undefined if nothing has been sealed yet. */
export async function readSealingKey(store: Store): Promise<string | undefined> {
  const row = await store.selectFrom("vault").select("masterKey").where("id", "=", vaultRow).executeTakeFirst();
  return row?.masterKey;
}

/** Sets the master key that every process seals with. */
export async function writeSealingKey(store: Store, masterKey: string): Promise<void> {
  await store
    .insertInto("vault")
    .values({ id: vaultRow, masterKey })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ masterKey }))
    .execute();
}

function keptKeyOf({ sealedKey, sealedAccess, ...kept }: KeptKeyRow): KeptKey | undefined {
  if (sealedKey === null || sealedAccess === null) return undefined;
  const { certificate, boundTo, tokenHash, masterKey } = kept;
  return { certificate, boundTo, tokenHash, masterKey, sealedKey, sealedAccess };
}
