import { sql, type Kysely } from "kysely";
import { recordedMailAddress } from "../holders/recorded-mail-address.ts";

const pageLength = 500;

interface Row {
  readonly number: number;
  readonly tenant: string;
  readonly cn: string;
  readonly der: Uint8Array;
  readonly issued_at: number;
}

/**
 * The people behind certificates: where mails about their certificates go, what each tenant's rules for them are, and how far
 * sweeps have got. Addresses that certificates contain are taken from them.
 */
export async function holders(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("holders")
    .addColumn("tenant", "text", (column) => column.notNull().references("tenants.name"))
    .addColumn("cn", "text", (column) => column.notNull())
    .addColumn("mail", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("edited_by", "text")
    .addColumn("edited_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("holders_once", ["tenant", "cn"])
    .execute();
  await db.schema
    .createTable("holder_rules")
    .addColumn("tenant", "text", (column) => column.primaryKey().references("tenants.name"))
    .addColumn("mails", "text", (column) => column.notNull())
    .addColumn("other_devices", "text", (column) => column.notNull())
    .addColumn("contact", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("edited_by", "text", (column) => column.notNull())
    .addColumn("edited_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("sweep_progress")
    .addColumn("sweep", "text", (column) => column.primaryKey())
    .addColumn("done_until", "bigint", (column) => column.notNull())
    .execute();
  await takeAddresses(db);
}

async function takeAddresses(db: Kysely<unknown>): Promise<void> {
  for (let last = 0; ;) {
    const { rows } = await sql<Row>`select number, tenant, cn, der, issued_at from certificates
      where number > ${last} order by number limit ${pageLength}`.execute(db);
    for (const { number, tenant, cn, der, issued_at: at } of rows) {
      last = number;
      const mail = recordedMailAddress(der);
      if (mail === undefined) continue;
      await sql`insert into holders (tenant, cn, mail, version, edited_by, edited_at) values (${tenant}, ${cn}, ${mail}, 1, null, ${at})
        on conflict (tenant, cn) do update set mail = excluded.mail, edited_at = excluded.edited_at`.execute(db);
    }
    if (rows.length < pageLength) return;
  }
}
