import { sql } from "kysely";
import * as v from "valibot";
import type { AccountIdentity } from "../accounts/account-rows.ts";
import { prepared, type Placeholders } from "../database/prepared.ts";
import type { AuditRow, Store } from "../database/schema.ts";

/** An entry with its place in its tenant's chain. */
export type PlacedEntry = AuditRow & { readonly tenant: string; readonly position: number; readonly tenantHash: string };

/** Which of a tenant's entries are read; an absent field matches all. */
export interface TenantEntryFilter {
  /** Any of these. */
  readonly actions?: readonly string[] | undefined;
  /** Any of these. */
  readonly actors?: readonly string[] | undefined;
  /** Any of these. */
  readonly objects?: readonly string[] | undefined;
  /** With `objects`: also those about recovery codes of the holder with this CN, which are about the tenant. */
  readonly codesOf?: string | undefined;
  /** Inclusive. */
  readonly since?: Date | undefined;
  /** Exclusive. */
  readonly until?: Date | undefined;
}

/** A part of the entries that match. */
export interface Span {
  /** Exclusive. */
  readonly before: number;
  readonly limit: number;
}

/** The latest entries of a tenant that match, before a place in its chain, the latest first. */
export async function readTenantEntries(
  store: Store,
  tenant: string,
  filter: TenantEntryFilter,
  span: Span,
): Promise<readonly PlacedEntry[]> {
  const { actions, actors, objects } = filter;
  if (objects !== undefined) return await readAbout(store, tenant, { ...filter, objects }, span);
  // Each action and each actor has its own range of an index; all at once would be sorted.
  const ranges = (actions ?? [undefined]).flatMap((action) => (actors ?? [undefined]).map((actor) => ({ action, actor })));
  const parts = await Promise.all(ranges.map(async (range) => await readSpan(store, tenant, { ...filter, ...range }, span)));
  return latestOf(parts.flat(), span);
}

interface Range extends Pick<TenantEntryFilter, "since" | "until"> {
  readonly action: string | undefined;
  readonly actor: string | undefined;
}

async function readSpan(
  store: Store,
  tenant: string,
  { action, actor, since, until }: Range,
  { before, limit }: Span,
): Promise<readonly PlacedEntry[]> {
  const first = since === undefined ? 1 : await firstPositionFrom(store, tenant, since.getTime());
  const end = until === undefined ? before : Math.min(before, await firstPositionFrom(store, tenant, until.getTime()));
  let rows = store.selectFrom("audit").selectAll().where("tenant", "=", tenant);
  rows = rows.where("position", "<", end);
  if (action !== undefined) rows = rows.where("action", "=", action);
  // The index of actors contains no certificates; both databases use it for a query that says so in the same words.
  if (actor !== undefined) {
    rows = rows.where("actor", "=", actor);
    if (!actor.startsWith("certificate ")) rows = rows.where(sql<boolean>`actor not like 'certificate %'`);
  }
  const found = placed(await rows.orderBy("position", "desc").limit(limit).execute());
  // Not in the query: with a range on both sides, SQLite would read all of it instead of the index of the action or the actor.
  return found.filter(({ position }) => position >= first);
}

/** Few entries are about the same object. */
async function readAbout(
  store: Store,
  tenant: string,
  { objects, codesOf, actions, actors, since, until }: TenantEntryFilter & { readonly objects: readonly string[] },
  span: Span,
): Promise<readonly PlacedEntry[]> {
  const rows = objects.length === 0 ? [] : await store.selectFrom("audit").selectAll().where("object", "in", objects).execute();
  if (codesOf !== undefined) rows.push(...(await readCodes(store, tenant, codesOf)));
  const found = placed(rows).filter(
    (row) =>
      row.tenant === tenant &&
      row.position < span.before &&
      (actions?.includes(row.action) ?? true) &&
      (actors?.includes(row.actor) ?? true) &&
      (since === undefined || row.at >= since.getTime()) &&
      (until === undefined || row.at < until.getTime()),
  );
  return latestOf(found, span);
}

async function readCodes(store: Store, tenant: string, cn: string): Promise<AuditRow[]> {
  const beginning = JSON.stringify({ cn }).slice(0, -1);
  return await store
    .selectFrom("audit")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("action", "in", ["recovery-code-created", "recovery-code-cancelled"])
    .where(sql<boolean>`substr(detail, 1, ${sql.lit(beginning.length)}) = ${beginning}`)
    .execute();
}

function latestOf(rows: readonly PlacedEntry[], { limit }: Span): readonly PlacedEntry[] {
  return rows.toSorted((one, other) => other.position - one.position).slice(0, limit);
}

function placed(rows: readonly AuditRow[]): PlacedEntry[] {
  return rows.flatMap((row) => {
    const { tenant, position, tenantHash } = row;
    return tenant === null || position === null || tenantHash === null ? [] : [{ ...row, tenant, position, tenantHash }];
  });
}

/**
 * The place of a tenant's first entry from a moment on, or the place after its last one. It is searched for by halves, because
 * times rise with places; the clocks of several processes may differ by less than people ask for.
 */
async function firstPositionFrom(store: Store, tenant: string, moment: number): Promise<number> {
  const [last] = await lastPosition(store, { tenant });
  let [low, high] = [1, (last?.position ?? 0) + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [entry] = await momentAt(store, { tenant, position: middle });
    if (entry === undefined || entry.at >= moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

const lastPosition = prepared((store, of: Placeholders<{ tenant: string }>) =>
  store
    .selectFrom("audit")
    .select((columns) => columns.fn.max("position").as("position"))
    .where("tenant", "=", of("tenant")),
);

const momentAt = prepared((store, of: Placeholders<{ tenant: string; position: number }>) =>
  store.selectFrom("audit").select("at").where("tenant", "=", of("tenant")).where("position", "=", of("position")),
);

/** The hashes of some of a tenant's entries, by their places. */
export async function findTenantHashes(
  store: Store,
  tenant: string,
  positions: readonly number[],
): Promise<readonly Pick<PlacedEntry, "position" | "tenantHash">[]> {
  if (positions.length === 0) return [];
  const rows = await store
    .selectFrom("audit")
    .selectAll()
    .where("tenant", "=", tenant)
    .where("position", "in", positions)
    .execute();
  return placed(rows);
}

/** The place of a tenant's last entry among the first ones of the whole trail; 0 if there is none. */
export async function lastPositionUpTo(store: Store, tenant: string, number: number): Promise<number> {
  const row = await store
    .selectFrom("audit")
    .select("position")
    .where("tenant", "=", tenant)
    .where("position", "is not", null)
    .where("number", "<=", number)
    .orderBy("position", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.position ?? 0;
}

const Made = v.pipe(v.string(), v.parseJson(), v.object({ account: v.string() }));

/** The identifiers of the tokens that were ever made for an account, also of those that are forgotten since. */
export async function findTokensMade(store: Store, { tenant, name }: AccountIdentity): Promise<string[]> {
  const rows = await store
    .selectFrom("audit")
    .select(["object", "detail"])
    .where("tenant", "=", tenant)
    .where("action", "=", "token-made")
    .execute();
  return rows.filter(({ detail }) => v.parse(Made, detail).account === name).map(({ object }) => object.split("@")[0] ?? object);
}
