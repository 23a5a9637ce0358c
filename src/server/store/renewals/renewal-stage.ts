import { sql, type Expression, type ExpressionBuilder, type RawBuilder, type SqlBool } from "kysely";
import { clockSkew } from "../../../core/clock.ts";
import { dayInMilliseconds } from "../../../core/days.ts";
import { renewalStages, type RenewalStage } from "../../../protocol/console/stages.ts";
import type { Schema, Store } from "../database/schema.ts";
import { isOrderedNow, type OpenOrders } from "./open-orders.ts";

/** What the stages of a tenant's certificates depend on. */
export interface StageRules {
  readonly tenant: string;
  readonly now: number;
  /** Certificates that expire until then are due. */
  readonly dueUntil: number;
  readonly orders: OpenOrders;
  readonly retireAfterDays: number | null;
}

type Columns = ExpressionBuilder<Schema, "certificates">;

/** Whether a certificate of the tenant is in a stage. */
export function isInStage(columns: Columns, stage: RenewalStage, rules: StageRules): Expression<SqlBool> {
  const current = isCurrent(columns);
  switch (stage) {
    case "due":
      return columns.and([...current, isDue(columns, rules), isLeft(columns, rules)]);
    case "first-used":
      return columns.and([isCompleted(columns, rules), hasValidPredecessor(columns, rules)]);
    case "predecessor-retired":
      return columns.and([isCompleted(columns, rules), columns.not(hasValidPredecessor(columns, rules))]);
    case "issued":
    case "fetched":
    case "password-shown":
    case "imported":
      return columns.and([...current, isUnused(columns, rules), ...reached(columns, stage)]);
  }
}

/** The stage that a certificate of the tenant is in; null if it is in none. */
export function stageOf(columns: Columns, rules: StageRules): RawBuilder<RenewalStage | null> {
  const branches = renewalStages.map((stage) => sql`when ${isInStage(columns, stage, rules)} then ${sql.lit(stage)}`);
  return sql<RenewalStage | null>`case ${sql.join(branches, sql` `)} end`;
}

/** Whether a certificate has a replacement, used or not. */
function isReplaced(columns: Columns): Expression<SqlBool> {
  return columns.exists(nextOf(columns));
}

/** The number of a certificate's replacement, used or not. */
export function nextOf(columns: Columns): Expression<{ number: number }> {
  const next = columns.selectFrom("certificates as pending").select("pending.number");
  return next.whereRef("pending.replaces", "=", "certificates.number");
}

/** A replacement that was never used counts as such until it expires. */
function isDue(columns: Columns, { now, dueUntil, orders, tenant }: StageRules): Expression<SqlBool> {
  const soon = columns("certificates.notAfter", "<=", dueUntil);
  return columns.and([
    columns.or([soon, isOrderedNow(columns, orders, { tenant, now })]),
    columns.or([
      columns("certificates.predecessor", "is", null),
      columns("certificates.firstUsedAt", "is not", null),
      columns("certificates.notAfter", "<", now),
    ]),
  ]);
}

/** An expired certificate is only due if its holder has no valid one. */
function isLeft(columns: Columns, { tenant, now }: StageRules): Expression<SqlBool> {
  const valid = columns
    .selectFrom("certificates as valid")
    .select("valid.number")
    .where("valid.tenant", "=", tenant)
    .whereRef("valid.cn", "=", "certificates.cn")
    // Another one anyway; but so, PostgreSQL looks up the few holders of expired ones, and does not read all valid ones.
    .whereRef("valid.number", "<>", "certificates.number")
    .where("valid.revokedAt", "is", null)
    // The sum, and a column that is in no index, have SQLite use the index on holders, which finds few, and not one on times,
    // which finds most of a tenant.
    .where(sql<boolean>`valid.not_after + 0 >= ${now}`)
    .where("valid.notBefore", "<=", now + clockSkew);
  return columns.or([columns("certificates.notAfter", ">=", now), columns.not(columns.exists(valid))]);
}

function isUnused(columns: Columns, { now }: StageRules): Expression<SqlBool> {
  return columns.and([
    columns("certificates.predecessor", "is not", null),
    columns("certificates.firstUsedAt", "is", null),
    columns("certificates.notAfter", ">=", now),
  ]);
}

/** Whether a certificate is a replacement in use, which is not due itself: `first-used` or `predecessor-retired`. */
function isCompleted(columns: Columns, rules: StageRules): Expression<SqlBool> {
  return columns.and([
    ...isCurrent(columns),
    columns("certificates.predecessor", "is not", null),
    columns("certificates.firstUsedAt", "is not", null),
    columns.not(isDue(columns, rules)),
  ]);
}

function isCurrent(columns: Columns): Expression<SqlBool>[] {
  return [columns("certificates.revokedAt", "is", null), columns.not(isReplaced(columns))];
}

const stageColumns = [
  ["fetched", "certificates.fetchedAt"],
  ["password-shown", "certificates.passwordShownAt"],
  ["imported", "certificates.importedAt"],
] as const;

/** Each stage implies the previous ones, whether or not they were reported. */
function reached(columns: Columns, stage: "issued" | (typeof stageColumns)[number][0]): Expression<SqlBool>[] {
  const at = stageColumns.findIndex(([name]) => name === stage);
  const own = stageColumns.slice(Math.max(at, 0), at + 1).map(([, column]) => columns(column, "is not", null));
  return [...own, ...stageColumns.slice(at + 1).map(([, column]) => columns(column, "is", null))];
}

/** Whether the certificate that a replacement replaces is neither revoked, retired nor expired. */
function hasValidPredecessor(columns: Columns, { now, retireAfterDays: days }: StageRules): Expression<SqlBool> {
  const valid = columns.exists(
    columns
      .selectFrom("certificates as renewed")
      .select("renewed.number")
      .whereRef("renewed.number", "=", "certificates.replaces")
      .where("renewed.revokedAt", "is", null)
      .where("renewed.notAfter", ">=", now),
  );
  return days === null ? valid : columns.and([columns("certificates.firstUsedAt", ">", now - days * dayInMilliseconds), valid]);
}

/** A tenant's replacements in use, by number. */
export interface UsedReplacements {
  /** In the stage `first-used`. */
  readonly firstUsed: number;
  /** In the stage `predecessor-retired`. */
  readonly retired: number;
  /** Beside which the certificate that they replace is still valid, in whatever stage they are. */
  readonly unretired: number;
}

/** Counts a tenant's replacements in use. All are read once: for each of them, two other certificates are looked up. */
export async function countUsedReplacements(store: Store, rules: StageRules): Promise<UsedReplacements> {
  const groups = await store
    .selectFrom("certificates")
    .select((columns) => [
      as01(isCompleted(columns, rules)).as("completed"),
      as01(hasValidPredecessor(columns, rules)).as("unretired"),
      columns.fn.countAll<number>().as("count"),
    ])
    .where("certificates.tenant", "=", rules.tenant)
    // Whatever replaces a certificate was issued as its replacement, or as that of a replacement that was revoked.
    .where("certificates.predecessor", "is not", null)
    .where("certificates.firstUsedAt", "is not", null)
    .groupBy([sql`1`, sql`2`])
    .execute();
  const sum = (counts: (group: (typeof groups)[number]) => boolean): number =>
    groups.filter(counts).reduce((total, { count }) => total + count, 0);
  return {
    firstUsed: sum(({ completed, unretired }) => completed === 1 && unretired === 1),
    retired: sum(({ completed, unretired }) => completed === 1 && unretired === 0),
    unretired: sum(({ unretired }) => unretired === 1),
  };
}

/** A condition as a number, which both databases return alike. */
function as01(condition: Expression<SqlBool>): RawBuilder<number> {
  return sql<number>`case when ${condition} then 1 else 0 end`;
}
