import { sql, type Kysely } from "kysely";

/**
 * Keys that no certificate is issued for, including those of certificates that were revoked as compromised, and an
 * index to find the certificates of a key.
 */
export async function blockedKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("blocked_keys")
    .addColumn("spki_sha256", "text", (column) => column.primaryKey())
    .addColumn("blocked_at", "bigint", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("certificates_key").on("certificates").column("spki_sha256").execute();
  await sql`insert into blocked_keys (spki_sha256, blocked_at, source)
    select spki_sha256, min(revoked_at), 'certificate ' || min(serial) from certificates
    where revocation_reason = 'key-compromise' group by spki_sha256`.execute(db);
}
