import { sql, type Kysely, type RawBuilder } from "kysely";
import * as v from "valibot";
import { trailBeginning } from "../../../core/organisation-trail.ts";
import { linkOfTenant, type TenantEnd, type TenantEntry } from "../audit/organisation-chain.ts";
import type { Ddl } from "../database/ddl.ts";

const pageLength = 500;

interface Row extends Omit<TenantEntry, "tenant"> {
  readonly number: number;
}

/**
 * Entries of the audit trail by the tenant that they concern, each tenant's in a chain of its own: its administrators can read
 * and verify theirs without anything of another tenant's. What an entry concerns is read from its object.
 */
export async function auditByTenant(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl.changeable(db, "audit");
  for (const [name, type] of [
    ["tenant", "text"],
    ["position", "bigint"],
    ["tenant_hash", "text"],
  ] as const)
    await db.schema.alterTable("audit").addColumn(name, type).execute();
  await assignTenants(db);
  await db.schema.createIndex("audit_tenant").unique().on("audit").columns(["tenant", "position"]).execute();
  await db.schema.createIndex("audit_tenant_action").on("audit").columns(["tenant", "action", "position"]).execute();
  // Certificates act most often, and each seldom: their entries are found by what they are about.
  await db.schema
    .createIndex("audit_tenant_actor")
    .on("audit")
    .columns(["tenant", "actor", "position"])
    .where(sql<boolean>`actor not like 'certificate %'`)
    .execute();
  await ddl.appendOnly(db, "audit");
}

async function assignTenants(db: Kysely<unknown>): Promise<void> {
  const { rows: tenants } = await sql<{ name: string }>`select name from tenants`.execute(db);
  const names = new Set(tenants.map(({ name }) => name));
  const ends = new Map<string, TenantEnd>();
  for (let last = 0; ;) {
    const { rows } = await sql<Row>`select number, at, actor, action, object, detail from audit
      where number > ${last} order by number limit ${pageLength}`.execute(db);
    const owners = await ownersOf(db, rows);
    const places: RawBuilder<unknown>[] = [];
    for (const row of rows) {
      last = row.number;
      const tenant = owners.get(row.object) ?? tenantIn(row, names);
      if (tenant === undefined) continue;
      const place = linkOfTenant({ ...row, tenant }, ends.get(tenant) ?? { position: 0, tenantHash: trailBeginning });
      ends.set(tenant, place);
      places.push(sql`(${row.number}, ${tenant}, ${place.position}, ${place.tenantHash})`);
    }
    if (places.length > 0)
      await sql`with places (number, tenant, position, hash) as (values ${sql.join(places)})
        update audit set tenant = cast(places.tenant as text), position = cast(places.position as bigint),
          tenant_hash = cast(places.hash as text)
        from places where audit.number = cast(places.number as integer)`.execute(db);
    if (rows.length < pageLength) return;
  }
}

/** The tenants of the certificates among the objects of entries. Early entries contain only the serial number. */
async function ownersOf(db: Kysely<unknown>, rows: readonly Row[]): Promise<Map<string, string>> {
  const objects = [...new Set(rows.map(({ object }) => object))].filter((object) =>
    /^(?:[0-9a-z]+\/)?-?[0-9A-F]{2,}$/.test(object),
  );
  if (objects.length === 0) return new Map();
  const serials = objects.map((object) => object.slice(object.indexOf("/") + 1));
  const { rows: certificates } = await sql<{ issuer: string; serial: string; tenant: string }>`select issuer, serial, tenant
    from certificates where serial in (${sql.join(serials)}) order by number desc`.execute(db);
  return new Map(
    certificates.flatMap(({ issuer, serial, tenant }) => [
      [serial, tenant],
      [`${issuer}/${serial}`, tenant],
    ]),
  );
}

const OfAccount = v.pipe(v.string(), v.parseJson(), v.object({ tenant: v.string() }));

function tenantIn({ action, object, detail }: Row, names: ReadonlySet<string>): string | undefined {
  if (action.startsWith("account-")) {
    const decoded = v.safeParse(OfAccount, detail);
    return decoded.success ? decoded.output.tenant : undefined;
  }
  const ofTenants = action.startsWith("tenant-") || action.startsWith("recovery-code-") || action === "renewal-ordered";
  return (ofTenants || action === "notices-resent") && names.has(object) ? object : undefined;
}
