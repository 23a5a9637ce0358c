import { sql, type Kysely } from "kysely";
import { toHex } from "../../../core/bytes.ts";
import { KoshinError } from "../../../core/errors.ts";
import { authorityKeyIdentifier } from "../../../core/x509/key-identifiers.ts";
import type { Ddl } from "../database/ddl.ts";

const pageLength = 500;

/** The tables that refer to certificates come first. */
const tables = ["kept_keys", "notices", "renewal_orders", "recovery_codes", "unknown_revocations", "certificates"];

/**
 * Certificates are identified by issuer and serial number, because two authorities may have issued the same serial
 * number. Other tables refer to a certificate by its number.
 */
export async function certificateIdentity(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await recordIssuers(db);
  await createTables(db, ddl);
  await copyRows(db);
  for (const table of tables) await db.schema.dropTable(table).execute();
  for (const table of tables) await db.schema.alterTable(`next_${table}`).renameTo(table).execute();
  await createIndexes(db);
  for (const table of ["certificates", "renewal_orders"]) await ddl.continueCounting(db, table, "number");
}

/** Reads the issuer of earlier certificates from the certificates themselves, page by page. */
async function recordIssuers(db: Kysely<unknown>): Promise<void> {
  for (let last = 0; ;) {
    const { rows } = await sql<{ number: number; der: Uint8Array }>`select number, der from certificates
      where issuer is null and number > ${last} order by number limit ${pageLength}`.execute(db);
    for (const { number, der } of rows) {
      await sql`update certificates set issuer = ${issuerIn(der)} where number = ${number}`.execute(db);
      last = number;
    }
    if (rows.length < pageLength) return;
  }
}

/** Every certificate that the service has issued names the key of its issuer. */
function issuerIn(der: Uint8Array): string {
  try {
    const identifier = authorityKeyIdentifier(new Uint8Array(der));
    return identifier === undefined ? "unknown" : toHex(identifier).toLowerCase();
  } catch (error) {
    if (error instanceof KoshinError) return "unknown";
    throw error;
  }
}

async function createTables(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema
    .createTable("next_certificates")
    .addColumn("number", "integer", ddl.counted)
    .addColumn("issuer", "text", (column) => column.notNull())
    .addColumn("serial", "text", (column) => column.notNull())
    .addColumn("tenant", "text", (column) => column.notNull().references("tenants.name"))
    .addColumn("cn", "text", (column) => column.notNull())
    .addColumn("spki_sha256", "text", (column) => column.notNull())
    .addColumn("not_before", "bigint", (column) => column.notNull())
    .addColumn("not_after", "bigint", (column) => column.notNull())
    .addColumn("der", ddl.bytes, (column) => column.notNull())
    .addColumn("predecessor", "integer", (column) => column.references("next_certificates.number"))
    .addColumn("replaces", "integer", (column) => column.unique())
    .addColumn("issued_at", "bigint", (column) => column.notNull())
    .addColumn("fetched_at", "bigint")
    .addColumn("password_shown_at", "bigint")
    .addColumn("imported_at", "bigint")
    .addColumn("first_used_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .addColumn("revocation_reason", "text")
    .addColumn("revocation_number", "integer")
    .execute();
  await db.schema
    .createTable("next_kept_keys")
    .addColumn("certificate", "integer", (column) => column.primaryKey().references("next_certificates.number"))
    .addColumn("bound_to", "text", (column) => column.notNull())
    .addColumn("token_hash", "text", (column) => column.notNull().unique())
    .addColumn("master_key", "text", (column) => column.notNull())
    .addColumn("sealed_key", ddl.bytes)
    .addColumn("sealed_access", ddl.bytes)
    .addColumn("destroyed_at", "bigint")
    .execute();
  await db.schema
    .createTable("next_notices")
    .addColumn("certificate", "integer", (column) => column.notNull().references("next_certificates.number"))
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("next_at", "bigint", (column) => column.notNull())
    .addColumn("failure", "text")
    .addPrimaryKeyConstraint("notices_each_once", ["certificate", "kind", "channel", "address"])
    .execute();
  await db.schema
    .createTable("next_renewal_orders")
    .addColumn("number", "integer", ddl.counted)
    .addColumn("tenant", "text", (column) => column.references("tenants.name"))
    .addColumn("certificate", "integer", (column) => column.references("next_certificates.number"))
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("holder_reason", "text")
    .addColumn("ordered_at", "bigint", (column) => column.notNull())
    .addColumn("ends_at", "bigint")
    .addColumn("up_to", "integer", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("next_recovery_codes")
    .addColumn("tenant", "text", (column) => column.notNull().references("tenants.name"))
    .addColumn("cn", "text", (column) => column.notNull())
    .addColumn("salt", "text", (column) => column.notNull())
    .addColumn("code_hash", "text", (column) => column.notNull())
    .addColumn("created_by", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .addColumn("certificate", "integer", (column) => column.references("next_certificates.number"))
    .addPrimaryKeyConstraint("recovery_codes_one_each", ["tenant", "cn"])
    .execute();
  await db.schema
    .createTable("next_unknown_revocations")
    .addColumn("issuer", "text", (column) => column.notNull())
    .addColumn("serial", "text", (column) => column.notNull())
    .addColumn("revoked_at", "bigint", (column) => column.notNull())
    .addColumn("revocation_reason", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("unknown_revocations_once", ["issuer", "serial"])
    .execute();
}

async function copyRows(db: Kysely<unknown>): Promise<void> {
  await sql`insert into next_certificates (number, issuer, serial, tenant, cn, spki_sha256, not_before, not_after, der,
      predecessor, replaces, issued_at, fetched_at, password_shown_at, imported_at, first_used_at, revoked_at,
      revocation_reason, revocation_number)
    select each.number, each.issuer, each.serial, each.tenant, each.cn, each.spki_sha256, each.not_before, each.not_after,
      each.der, predecessor.number, replaced.number, each.issued_at, each.fetched_at, each.password_shown_at,
      each.imported_at, each.first_used_at, each.revoked_at, each.revocation_reason, each.revocation_number
    from certificates as each
      left join certificates as predecessor on predecessor.serial = each.predecessor
      left join certificates as replaced on replaced.serial = each.replaces
    order by each.number`.execute(db);
  await sql`insert into next_kept_keys (certificate, bound_to, token_hash, master_key, sealed_key, sealed_access, destroyed_at)
    select certificates.number, kept_keys.serial, token_hash, master_key, sealed_key, sealed_access, destroyed_at
    from kept_keys join certificates on certificates.serial = kept_keys.serial`.execute(db);
  await sql`insert into next_notices (certificate, kind, channel, address, state, attempts, next_at, failure)
    select certificates.number, kind, channel, address, state, attempts, next_at, failure
    from notices join certificates on certificates.serial = notices.serial`.execute(db);
  await sql`insert into next_renewal_orders (number, tenant, certificate, reason, holder_reason, ordered_at, ends_at, up_to)
    select renewal_orders.number, renewal_orders.tenant, certificates.number, reason, holder_reason, ordered_at, ends_at, up_to
    from renewal_orders left join certificates on certificates.serial = renewal_orders.serial`.execute(db);
  await sql`insert into next_recovery_codes (tenant, cn, salt, code_hash, created_by, expires_at, certificate)
    select recovery_codes.tenant, recovery_codes.cn, salt, code_hash, created_by, expires_at, certificates.number
    from recovery_codes left join certificates on certificates.serial = recovery_codes.serial`.execute(db);
  await sql`insert into next_unknown_revocations (issuer, serial, revoked_at, revocation_reason)
    select issuer, serial, revoked_at, revocation_reason from unknown_revocations`.execute(db);
}

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  const index = (name: string, ...columns: readonly string[]) =>
    db.schema
      .createIndex(`certificates_${name}`)
      .on("certificates")
      .columns([...columns]);
  await index("identity", "serial", "issuer").unique().execute();
  await index("holder", "tenant", "cn").execute();
  await index("state", "revoked_at", "not_after").execute();
  await index("issued", "tenant", "issued_at").execute();
  await index("key", "spki_sha256").execute();
  await index("order", "not_after", "number").execute();
  await index("revocations", "revocation_number").unique().where(sql.ref("revocation_number"), "is not", null).execute();
  await index("used_replacements", "tenant", "first_used_at")
    .where(sql.ref("replaces"), "is not", null)
    .where(sql.ref("first_used_at"), "is not", null)
    .execute();
  await db.schema.createIndex("kept_keys_master_key").on("kept_keys").columns(["destroyed_at", "master_key"]).execute();
  await db.schema.createIndex("notices_waiting").on("notices").columns(["state", "next_at"]).execute();
}
