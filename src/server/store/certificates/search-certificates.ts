import { sql, type RawBuilder } from "kysely";
import type { CertificateState } from "../../../core/renewal/certificate-state.ts";
import type { RenewalStage } from "../../../protocol/console/stages.ts";
import { isSqlite } from "../database/node-sqlite.ts";
import type { CertificateRow, Store } from "../database/schema.ts";
import { setOf } from "../database/set-of.ts";
import { stageOf, type StageRules } from "../renewals/renewal-stage.ts";
import { nameOf, type CertificateIdentity } from "./certificate-name.ts";
import { isAmong, matching, stateOf, type CertificateCriteria, type HolderNames } from "./matching-certificates.ts";

/** What found certificates are ordered by; the groups of names are those of the kinds, in the order that they are shown in. */
type CertificateOrder =
  | { readonly column: "name" | "state" | "not-after" | "requested-at" }
  | { readonly column: "kind"; readonly groups: readonly HolderNames[] };

/** An order with its direction. */
export type DirectedOrder = CertificateOrder & { readonly direction: "asc" | "desc" };

/** A found certificate. */
export type FoundCertificate = Pick<CertificateRow, "number" | "issuer" | "serial" | "tenant" | "cn" | "issuedAt" | "notAfter"> & {
  readonly state: CertificateState;
  readonly stage: RenewalStage | null;
  /** Null if nothing is noted about it. */
  readonly remark: string | null;
  readonly device: string | null;
};

/** What a certificate is called. */
export type NamedCertificate = Pick<CertificateRow, "number" | "issuer" | "serial" | "cn">;

/** The number of certificates of a tenant that match. */
export async function countFound(store: Store, criteria: CertificateCriteria, now: number): Promise<number> {
  const { count } = await matching(store, criteria, now)
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** The numbers of the certificates of a tenant that match, in an order; all of them, or a part. */
export async function findNumbers(
  store: Store,
  criteria: CertificateCriteria,
  order: DirectedOrder,
  { now, part }: { readonly now: number; readonly part?: { readonly limit: number; readonly offset: number } },
): Promise<number[]> {
  const { direction } = order;
  let found = matching(store, criteria, now).select("certificates.number");
  for (const key of keysOf(store, criteria.tenant, order, now)) found = found.orderBy(key, direction);
  found = found.orderBy("certificates.number", direction);
  if (part !== undefined) found = found.limit(part.limit).offset(part.offset);
  const rows = await found.execute();
  return rows.map(({ number }) => number);
}

/** The certificates of a tenant with these numbers, of which there are at most some thousands, in this order. */
export async function findListed(store: Store, numbers: readonly number[], rules: StageRules): Promise<FoundCertificate[]> {
  const { tenant, now } = rules;
  if (numbers.length === 0) return [];
  const rows = await store
    .selectFrom("certificates")
    .leftJoin("certificateNotes as notes", "notes.certificate", "certificates.number")
    .select(["certificates.number", "certificates.issuer", "certificates.serial", "certificates.tenant", "certificates.cn"])
    .select(["certificates.issuedAt", "certificates.notAfter", stateOf(tenant, now).as("state"), "notes.remark", "notes.device"])
    .select((columns) => stageOf(columns, rules).as("stage"))
    .where("certificates.number", "in", numbers)
    .where("certificates.tenant", "=", tenant)
    .execute();
  const found = new Map(rows.map((row) => [row.number, row]));
  return numbers.flatMap((number) => found.get(number) ?? []);
}

/** The names of the certificates with these numbers, of which there are at most some thousands, in this order. */
export async function findNames(store: Store, numbers: readonly number[]): Promise<NamedCertificate[]> {
  if (numbers.length === 0) return [];
  const rows = await store
    .selectFrom("certificates")
    .select(["number", "issuer", "serial", "cn"])
    .where("number", "in", numbers)
    .execute();
  const found = new Map(rows.map((row) => [row.number, row]));
  return numbers.flatMap((number) => found.get(number) ?? []);
}

/** The names of the holders of a tenant's certificates. */
export async function findHolderNames(store: Store, tenant: string): Promise<string[]> {
  const rows = await store.selectFrom("certificates").select("cn").distinct().where("tenant", "=", tenant).execute();
  return rows.map(({ cn }) => cn);
}

/** The numbers of a tenant's certificates by their issuers and serial numbers; those of others are missing. */
export async function findOwnNumbers(
  store: Store,
  tenant: string,
  identities: readonly CertificateIdentity[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await store
    .selectFrom("certificates")
    .select(["number", "issuer", "serial"])
    .where("tenant", "=", tenant)
    .where(
      sql<boolean>`serial in ${setOf(
        store,
        identities.map(({ serial }) => serial),
      )}`,
    )
    .execute();
  return new Map(rows.map((row) => [nameOf(row), row.number]));
}

/** The number of a tenant's certificates in each state; states without certificates are missing. */
export async function countByState(store: Store, tenant: string, now: number): Promise<ReadonlyMap<CertificateState, number>> {
  const rows = await matching(store, { tenant, state: "any" }, now)
    .select((columns) => [stateOf(tenant, now).as("state"), columns.fn.countAll<number>().as("count")])
    .groupBy(sql`1`)
    .execute();
  return new Map(rows.map((row) => [row.state, row.count]));
}

function keysOf(store: Store, tenant: string, order: CertificateOrder, now: number): readonly RawBuilder<string | number>[] {
  switch (order.column) {
    case "name":
      return nameKeys(store);
    case "not-after":
      return [sql<number>`certificates.not_after`];
    case "requested-at":
      return [sql<number>`certificates.issued_at`];
    case "state":
      return [
        sql<number>`case ${stateOf(tenant, now)} when 'applied-for' then 0 when 'in-use' then 1 when 'renewed' then 2
          when 'revoked' then 3 else 4 end`,
        sql<number>`certificates.not_after`,
      ];
    case "kind":
      return [rankIn(store, order.groups), ...nameKeys(store)];
  }
}

/** Names that end in a number are in the order of these: `client9`, `client10`. */
function nameKeys(store: Store): readonly RawBuilder<string | number>[] {
  // The usual order of PostgreSQL depends on the database's language.
  const byOctets = isSqlite(store) ? sql`` : sql`collate "C"`;
  return [
    sql<string>`rtrim(certificates.cn, '0123456789') ${byOctets}`,
    sql<number>`length(certificates.cn)`,
    sql<string>`certificates.cn ${byOctets}`,
  ];
}

function rankIn(store: Store, groups: readonly HolderNames[]): RawBuilder<number> {
  const branches = groups.map((holders, rank) => sql`when ${isAmong(store, holders)} then ${sql.lit(rank)}`);
  return sql<number>`case ${sql.join([...branches, sql`else ${sql.lit(groups.length)}`], sql` `)} end`;
}
