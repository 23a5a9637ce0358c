import { sql, type Expression, type ExpressionBuilder, type RawBuilder, type SelectQueryBuilder, type SqlBool } from "kysely";
import type { CertificateState } from "../../../core/renewal/certificate-state.ts";
import type { RenewalStage } from "../../../protocol/console/stages.ts";
import type { Schema, Store } from "../database/schema.ts";
import { setOf } from "../database/set-of.ts";
import { isInStage, type StageRules } from "../renewals/renewal-stage.ts";
import { anywhere, searchForm } from "./search-form.ts";

/** What needs attention: certificates to renew, holders without a valid one, and replacements that nobody uses. */
export type Attention = "expires" | "expired" | "stuck";

/** Some names of holders: these, or those that consist of one of some words and a number, or those that do not. */
export type HolderNames =
  | { readonly cns: readonly string[] }
  | { readonly numbered: readonly string[] }
  | { readonly notNumbered: readonly string[] };

/** Which certificates of a tenant are found; an absent field matches all. */
export interface CertificateCriteria {
  readonly tenant: string;
  /** In any part of the CN or of the notes, or of the serial number. */
  readonly text?: string | undefined;
  /** Absent: those that are valid, and not renewed. */
  readonly state?: CertificateState | "any" | undefined;
  readonly holders?: HolderNames | undefined;
  /** Those that expire from `now` on and before this moment, in milliseconds. */
  readonly endsBefore?: number | undefined;
  /** Those that expire from this moment on, and before that one, in milliseconds. */
  readonly span?: { readonly from?: number | undefined; readonly until?: number | undefined } | undefined;
  /** The identifier of the job that has issued them. */
  readonly issuedBy?: string | undefined;
  /** The whole remark. */
  readonly remark?: string | undefined;
  readonly hasRemark?: boolean | undefined;
  readonly stage?: { readonly name: RenewalStage; readonly rules: StageRules } | undefined;
  readonly attention?:
    | { readonly kind: "expires"; readonly before: number }
    | { readonly kind: "expired" }
    | { readonly kind: "stuck"; readonly issuedBefore: number }
    | undefined;
}

type Columns = ExpressionBuilder<Schema, "certificates">;

/** A query for the certificates of a tenant that match, from indexes alone as far as possible. */
export function matching(
  store: Store,
  criteria: CertificateCriteria,
  now: number,
): SelectQueryBuilder<Schema, "certificates", object> {
  const { tenant, text = "", state, holders, endsBefore, span, issuedBy, remark, hasRemark, stage, attention } = criteria;
  return store
    .selectFrom("certificates")
    .where("certificates.tenant", "=", tenant)
    .$if(state === undefined && attention?.kind !== "expired", (query) =>
      // The same as the states applied-for and in-use, in a form that an index answers.
      query
        .where("certificates.revokedAt", "is", null)
        .where("certificates.notAfter", ">=", now)
        .where(sql<boolean>`certificates.number not in (${replaced(tenant)})`),
    )
    .$if(state !== undefined && state !== "any", (query) => query.where(sql<boolean>`${stateOf(tenant, now)} = ${state}`))
    .$if(text !== "", (query) => query.where((columns) => contains(columns, tenant, text)))
    .$if(holders !== undefined, (query) => query.where(isAmong(store, holders ?? { cns: [] })))
    .$if(endsBefore !== undefined, (query) =>
      query.where("certificates.notAfter", ">=", now).where("certificates.notAfter", "<", endsBefore ?? 0),
    )
    .$if(span?.from !== undefined, (query) => query.where("certificates.notAfter", ">=", span?.from ?? 0))
    .$if(span?.until !== undefined, (query) => query.where("certificates.notAfter", "<", span?.until ?? 0))
    .$if(issuedBy !== undefined, (query) =>
      query.where(
        sql<boolean>`certificates.number in (select issued from job_rows where job = ${issuedBy} and issued is not null)`,
      ),
    )
    .$if(remark !== undefined, (query) => query.where((columns) => noted(columns, tenant, sql`notes.remark = ${remark}`, true)))
    .$if(hasRemark !== undefined, (query) =>
      query.where((columns) => noted(columns, tenant, sql`notes.remark <> ''`, hasRemark ?? true)),
    )
    .$if(stage !== undefined, (query) =>
      query.where((columns) => (stage === undefined ? columns.lit(true) : isInStage(columns, stage.name, stage.rules))),
    )
    .$if(attention !== undefined, (query) => query.where((columns) => needs(columns, criteria, now)));
}

/**
 * The state of `certificates` of one tenant in SQL, as `stateAt`. What it looks up is read once, and not once for each
 * certificate.
 */
export function stateOf(tenant: string, now: number): RawBuilder<CertificateState> {
  const retireAfter = sql`(select retire_after_days from tenants where name = ${tenant}) * cast(86400000 as bigint)`;
  return sql<CertificateState>`case
    when certificates.revoked_at is not null then 'revoked'
    when certificates.number in (${replaced(tenant)} and used.first_used_at + ${retireAfter} <= ${now}) then 'revoked'
    when certificates.number in (${replaced(tenant)}) then 'renewed'
    when certificates.not_after < ${now} then 'expired'
    when certificates.predecessor is not null and certificates.first_used_at is null then 'applied-for'
    else 'in-use' end`;
}

/** The numbers of a tenant's certificates whose replacement is in use. */
function replaced(tenant: string): RawBuilder<number> {
  return sql<number>`select used.replaces from certificates as used
    where used.tenant = ${tenant} and used.replaces is not null and used.first_used_at is not null`;
}

/** Whether a certificate is of one of these holders. */
export function isAmong(store: Store, holders: HolderNames): RawBuilder<boolean> {
  if ("cns" in holders) return sql<boolean>`certificates.cn in ${setOf(store, holders.cns)}`;
  const word = sql`rtrim(certificates.cn, '0123456789')`;
  const numbered = (words: readonly string[]): RawBuilder<boolean> =>
    sql<boolean>`(${word} in ${setOf(store, words)} and ${word} <> certificates.cn)`;
  return "numbered" in holders ? numbered(holders.numbered) : sql<boolean>`not ${numbered(holders.notNumbered)}`;
}

function needs(columns: Columns, { tenant, attention }: CertificateCriteria, now: number): Expression<SqlBool> {
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

function contains(columns: Columns, tenant: string, text: string): Expression<SqlBool> {
  const pattern = anywhere(searchForm(text));
  const digits = searchForm(text).replaceAll(/[\s:]/g, "");
  return columns.or([
    sql<boolean>`lower(certificates.cn) like ${pattern} escape '\\'`,
    ...(serialForm.test(digits) ? [columns("certificates.serial", "like", `%${digits.toUpperCase()}%`)] : []),
    noted(columns, tenant, sql`notes.searched like ${pattern} escape '\\'`, true),
  ]);
}

/** Whether what is noted about a certificate fulfils a condition; of a certificate without notes, nothing does. */
function noted(columns: Columns, tenant: string, condition: RawBuilder<boolean>, wanted: boolean): Expression<SqlBool> {
  const numbers = columns
    .selectFrom("certificateNotes as notes")
    .select("notes.certificate")
    .where("notes.tenant", "=", tenant)
    .where(condition);
  return columns("certificates.number", wanted ? "in" : "not in", numbers);
}
