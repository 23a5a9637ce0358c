import { sql, type ExpressionBuilder, type RawBuilder } from "kysely";
import type { CertificateState } from "../../../core/renewal/certificate-state.ts";
import { isSqlite } from "../database/node-sqlite.ts";
import type { CertificateRow, Schema, Store } from "../database/schema.ts";
import { setOf } from "../database/set-of.ts";
import { nameOf, type CertificateIdentity } from "./certificate-name.ts";
import { stateAt } from "./list-certificates.ts";
import { anywhere, searchForm } from "./search-form.ts";

/** What needs attention: certificates to renew, holders without a valid one, and replacements that nobody uses. */
export type Attention = "expires" | "expired" | "stuck";

/** Which certificates of a tenant are found; an absent field matches all. */
export interface CertificateCriteria {
  readonly tenant: string;
  /** In any part of the CN or of the notes, or of the serial number. */
  readonly text?: string | undefined;
  /** Absent: those that are valid, and not renewed. */
  readonly state?: CertificateState | "any" | undefined;
  /** The names of their holders. */
  readonly cns?: readonly string[] | undefined;
  /** Those that expire from `now` on and before this moment, in milliseconds. */
  readonly endsBefore?: number | undefined;
  /** Those that expire from this moment on, and before that one, in milliseconds. */
  readonly span?: { readonly from?: number | undefined; readonly until?: number | undefined } | undefined;
  /** The whole remark. */
  readonly remark?: string | undefined;
  readonly hasRemark?: boolean | undefined;
  readonly attention?:
    | { readonly kind: "expires"; readonly before: number }
    | { readonly kind: "expired" }
    | { readonly kind: "stuck"; readonly issuedBefore: number }
    | undefined;
}

/** What found certificates are ordered by; the groups of names are those of the kinds, in the order that they are shown in. */
export type CertificateOrder =
  | { readonly column: "name" | "state" | "not-after" | "requested-at" }
  | { readonly column: "kind"; readonly groups: readonly (readonly string[])[] };

/** A found certificate. */
export type FoundCertificate = Pick<CertificateRow, "number" | "issuer" | "serial" | "tenant" | "cn" | "issuedAt" | "notAfter"> & {
  readonly state: CertificateState;
  /** Null if nothing is noted about it. */
  readonly remark: string | null;
  readonly device: string | null;
};

/** The number of certificates of a tenant that match. */
export async function countFound(store: Store, criteria: CertificateCriteria, now: number): Promise<number> {
  const { count } = await matching(store, criteria, now)
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** The numbers of all certificates of a tenant that match, in the order of their expiry. */
export async function findNumbers(store: Store, criteria: CertificateCriteria, now: number): Promise<number[]> {
  const rows = await matching(store, criteria, now)
    .select("certificates.number")
    .orderBy("certificates.notAfter")
    .orderBy("certificates.number")
    .execute();
  return rows.map(({ number }) => number);
}

/**
 * Some of the certificates of a tenant that match, in an order. They are found by an index alone, and only those are read that
 * are returned.
 */
export async function searchCertificates(
  store: Store,
  criteria: CertificateCriteria,
  order: CertificateOrder & { readonly direction: "asc" | "desc" },
  { now, limit, offset }: { readonly now: number; readonly limit: number; readonly offset: number },
): Promise<FoundCertificate[]> {
  const { direction } = order;
  let found = matching(store, criteria, now).select("certificates.number");
  for (const key of keysOf(store, order, now)) found = found.orderBy(key, direction);
  const page = await found.orderBy("certificates.number", direction).limit(limit).offset(offset).execute();
  if (page.length === 0) return [];
  const numbers = page.map(({ number }) => number);
  const rows = await joined(store, criteria.tenant)
    .leftJoin("certificateNotes as notes", "notes.certificate", "certificates.number")
    .select(["certificates.number", "certificates.issuer", "certificates.serial", "certificates.tenant", "certificates.cn"])
    .select(["certificates.issuedAt", "certificates.notAfter", stateAt(now).as("state"), "notes.remark", "notes.device"])
    .where("certificates.number", "in", numbers)
    .execute();
  return numbers.flatMap((number) => rows.find((row) => row.number === number) ?? []);
}

/** What a certificate is called. */
export type NamedCertificate = Pick<CertificateRow, "number" | "issuer" | "serial" | "cn">;

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
  const state = stateAt(now);
  const rows = await matching(store, { tenant, state: "any" }, now)
    .select((columns) => [state.as("state"), columns.fn.countAll<number>().as("count")])
    .groupBy(sql`1`)
    .execute();
  return new Map(rows.map((row) => [row.state, row.count]));
}

/** The certificates of a tenant, each with its replacement if that is in use. */
function joined(store: Store, tenant: string) {
  return store
    .selectFrom("certificates")
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .leftJoin(
      (from) =>
        from
          .selectFrom("certificates as used")
          .select(["used.replaces", "used.firstUsedAt"])
          .where("used.tenant", "=", tenant)
          .where("used.replaces", "is not", null)
          .where("used.firstUsedAt", "is not", null)
          .as("replacement"),
      (join) => join.onRef("replacement.replaces", "=", "certificates.number"),
    )
    .where("certificates.tenant", "=", tenant);
}

function matching(store: Store, criteria: CertificateCriteria, now: number) {
  const { tenant, text = "", state, cns, endsBefore, span, remark, hasRemark, attention } = criteria;
  return joined(store, tenant)
    .$if(state === undefined && attention?.kind !== "expired", (query) =>
      // The same as the states applied-for and in-use, in a form that an index answers.
      query
        .where("certificates.revokedAt", "is", null)
        .where("certificates.notAfter", ">=", now)
        .where("replacement.firstUsedAt", "is", null),
    )
    .$if(state !== undefined && state !== "any", (query) => query.where(sql<boolean>`${stateAt(now)} = ${state}`))
    .$if(text !== "", (query) => query.where((columns) => contains(columns, tenant, text)))
    .$if(cns !== undefined, (query) => query.where(sql<boolean>`certificates.cn in ${setOf(store, cns ?? [])}`))
    .$if(endsBefore !== undefined, (query) =>
      query.where("certificates.notAfter", ">=", now).where("certificates.notAfter", "<", endsBefore ?? 0),
    )
    .$if(span?.from !== undefined, (query) => query.where("certificates.notAfter", ">=", span?.from ?? 0))
    .$if(span?.until !== undefined, (query) => query.where("certificates.notAfter", "<", span?.until ?? 0))
    .$if(remark !== undefined, (query) => query.where((columns) => noted(columns, tenant, sql`notes.remark = ${remark}`, true)))
    .$if(hasRemark !== undefined, (query) =>
      query.where((columns) => noted(columns, tenant, sql`notes.remark <> ''`, hasRemark ?? true)),
    )
    .$if(attention !== undefined, (query) => query.where((columns) => needs(columns, criteria, now)));
}

type Columns = ExpressionBuilder<Schema, "certificates">;

function needs(columns: Columns, { tenant, attention }: CertificateCriteria, now: number) {
  switch (attention?.kind) {
    case undefined:
      return columns.lit(true);
    case "expires":
      return columns.and([
        columns("certificates.notAfter", "<", attention.before),
        columns.or([columns("certificates.predecessor", "is", null), columns("certificates.firstUsedAt", "is not", null)]),
        columns.not(
          columns.exists(
            columns
              .selectFrom("certificates as pending")
              .select("pending.number")
              .whereRef("pending.replaces", "=", "certificates.number"),
          ),
        ),
      ]);
    case "stuck":
      return columns.and([
        columns("certificates.predecessor", "is not", null),
        columns("certificates.firstUsedAt", "is", null),
        columns("certificates.issuedAt", "<", attention.issuedBefore),
      ]);
    case "expired":
      return columns.and([
        columns("certificates.revokedAt", "is", null),
        columns("certificates.notAfter", "<", now),
        columns(
          "certificates.cn",
          "not in",
          columns
            .selectFrom("certificates as valid")
            .select("valid.cn")
            .where("valid.tenant", "=", tenant)
            .where("valid.revokedAt", "is", null)
            .where("valid.notAfter", ">=", now),
        ),
      ]);
  }
}

/** At least one octet of a serial number, also as other programs write it: `0A:1B`, `0a 1b`. */
const serialForm = /^[0-9a-f]{2,}$/i;

function contains(columns: Columns, tenant: string, text: string) {
  const pattern = anywhere(searchForm(text));
  const digits = searchForm(text).replaceAll(/[\s:]/g, "");
  return columns.or([
    sql<boolean>`lower(certificates.cn) like ${pattern} escape '\\'`,
    ...(serialForm.test(digits) ? [columns("certificates.serial", "like", `%${digits.toUpperCase()}%`)] : []),
    noted(columns, tenant, sql`notes.searched like ${pattern} escape '\\'`, true),
  ]);
}

/** Whether what is noted about a certificate fulfils a condition; of a certificate without notes, nothing does. */
function noted(columns: Columns, tenant: string, condition: RawBuilder<boolean>, wanted: boolean) {
  const numbers = columns
    .selectFrom("certificateNotes as notes")
    .innerJoin("certificates as noted", "noted.number", "notes.certificate")
    .select("notes.certificate")
    .where("noted.tenant", "=", tenant)
    .where(condition);
  return columns("certificates.number", wanted ? "in" : "not in", numbers);
}

function keysOf(store: Store, order: CertificateOrder, now: number): readonly RawBuilder<string | number>[] {
  switch (order.column) {
    case "name":
      return nameKeys(store);
    case "not-after":
      return [sql<number>`certificates.not_after`];
    case "requested-at":
      return [sql<number>`certificates.issued_at`];
    case "state":
      return [
        sql<number>`case ${stateAt(now)} when 'applied-for' then 0 when 'in-use' then 1 when 'renewed' then 2 when 'revoked' then 3
          else 4 end`,
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

function rankIn(store: Store, groups: readonly (readonly string[])[]): RawBuilder<number> {
  const branches = groups.map((cns, rank) => sql`when certificates.cn in ${setOf(store, cns)} then ${sql.lit(rank)}`);
  return sql<number>`case ${sql.join([...branches, sql`else ${sql.lit(groups.length)}`], sql` `)} end`;
}
