import { sql, type Kysely } from "kysely";
import type { Ddl } from "../database/ddl.ts";

/**
 * The certificate that each system operator logs in with; and indexes for what they do with all tenants: find certificates by
 * the beginning of a CN, a serial number, a remark or a device, and read what operators did.
 */
export async function systemOperators(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema.alterTable("accounts").addColumn("certificate_tenant", "text").execute();
  await db.schema.alterTable("accounts").addColumn("certificate_cn", "text").execute();
  // Of the beginning only, because an entry of an index is shorter than a remark may be. The usual order of PostgreSQL depends on the database's language.
  const sqlite = ddl.bytes === "blob";
  const byOctets = sqlite ? sql`` : sql`collate "C"`;
  const device = sqlite
    ? sql`substr(searched, instr(searched, char(10)) + 1, 64)`
    : sql`substr(searched, strpos(searched, chr(10)) + 1, 64)`;
  await sql`create index certificates_by_cn on certificates ((lower(cn)) ${byOctets}, number)`.execute(db);
  await sql`create index certificates_by_serial on certificates (serial ${byOctets}, number)`.execute(db);
  await sql`create index certificate_notes_by_remark on certificate_notes ((substr(searched, 1, 64)) ${byOctets}, certificate)
    where searched <> ${sql.lit("\n")}`.execute(db);
  await sql`create index certificate_notes_by_device on certificate_notes ((${device}) ${byOctets}, certificate)`.execute(db);
  await sql`create index audit_operators on audit (number) where actor like 'operator%'`.execute(db);
}
