import { sql } from "kysely";
import { comparableText } from "../../core/name/same-name.ts";
import { anywhere } from "./certificates/search-form.ts";
import { isSqlite } from "./database/node-sqlite.ts";
import type { Store, TenantRow } from "./database/schema.ts";

/** Which tenants are found. */
export interface TenantCriteria {
  /** In any part of the name; empty for all. */
  readonly text: string;
  readonly state: "any" | "open" | "closed";
}

/** What found tenants are ordered by. */
export interface TenantOrder {
  readonly column: "name" | "created" | "login";
  readonly direction: "asc" | "desc";
}

/** A found tenant, and who administers it. */
export type FoundTenant = TenantRow & {
  readonly administrators: number;
  readonly lastLoginAt: number | null;
};

/** The number of tenants that match. */
export async function countTenants(store: Store, criteria: TenantCriteria): Promise<number> {
  const { count } = await matching(store, criteria)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** A part of the tenants that match, in an order. */
export async function findTenants(
  store: Store,
  criteria: TenantCriteria,
  { column, direction }: TenantOrder,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<FoundTenant[]> {
  // The usual order of PostgreSQL depends on the database's language.
  const byOctets = isSqlite(store) ? sql`` : sql`collate "C"`;
  const accounts = sql`from accounts where accounts.tenant = tenants.name and accounts.role is not null`;
  const lastLogin = sql<number | null>`(select max(accounts.last_login_at) ${accounts})`;
  let found = matching(store, criteria)
    .selectAll("tenants")
    .select(sql<number>`(select count(*) ${accounts} and accounts.disabled_at is null)`.as("administrators"))
    .select(lastLogin.as("lastLoginAt"));
  if (column === "created") found = found.orderBy("createdAt", direction);
  if (column === "login") found = found.orderBy(sql`coalesce(${lastLogin}, 0)`, direction);
  return await found
    .orderBy(sql`name ${byOctets}`, direction)
    .limit(limit)
    .offset(offset)
    .execute();
}

/** How many certificates of a tenant are valid and not renewed, are to be renewed, and are replacements that nobody uses. */
export interface TenantCounts {
  readonly inUse: number;
  readonly due: number;
  readonly stuck: number;
}

/**
 * Counts certificates of some tenants, from indexes alone. Tenants without valid ones are missing.
 *
 * @param tenants at most some hundreds
 * @param moments.dueBefore those that expire before this are to be renewed
 * @param moments.issuedBefore replacements from before this are stuck
 */
export async function countOfTenants(
  store: Store,
  tenants: readonly string[],
  { now, dueBefore, issuedBefore }: { readonly now: number; readonly dueBefore: number; readonly issuedBefore: number },
): Promise<ReadonlyMap<string, TenantCounts>> {
  if (tenants.length === 0) return new Map();
  // As so many parameters: of a set in one parameter, PostgreSQL does not know that it is small, and reads all replacements.
  const among = sql`(${sql.join(tenants)})`;
  const replaced = sql`certificates.number in (select used.replaces from certificates as used
    where used.tenant in ${among} and used.replaces is not null and used.first_used_at is not null)`;
  const pending = sql`certificates.number in (select pending.replaces from certificates as pending
    where pending.tenant in ${among} and pending.replaces is not null and pending.first_used_at is null)`;
  const unused = sql`certificates.predecessor is not null and certificates.first_used_at is null`;
  const count = (condition: ReturnType<typeof sql>) => sql<number>`count(*) filter (where ${condition})`;
  const rows = await store
    .selectFrom("certificates")
    .select([
      "tenant",
      count(sql`not ${replaced}`).as("inUse"),
      count(sql`certificates.not_after < ${dueBefore} and not (${unused}) and not ${replaced} and not ${pending}`).as("due"),
      count(sql`${unused} and certificates.issued_at < ${issuedBefore} and not ${replaced}`).as("stuck"),
    ])
    .where(sql<boolean>`certificates.tenant in ${among}`)
    // The sign keeps databases from reading the valid certificates of all tenants instead, by the index of states.
    .where(sql<boolean>`+certificates.revoked_at is null`)
    .where("notAfter", ">=", now)
    .groupBy("tenant")
    .execute();
  return new Map(rows.map(({ tenant, ...counts }) => [tenant, counts]));
}

function matching(store: Store, { text, state }: TenantCriteria) {
  const pattern = anywhere(comparableText(text));
  return store
    .selectFrom("tenants")
    .$if(text !== "", (query) => query.where(sql<boolean>`tenants.comparable like ${pattern} escape '\\'`))
    .$if(state === "open", (query) => query.where("closedAt", "is", null))
    .$if(state === "closed", (query) => query.where("closedAt", "is not", null));
}
