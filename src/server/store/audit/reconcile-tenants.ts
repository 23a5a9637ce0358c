import { sql } from "kysely";
import * as v from "valibot";
import { keyKinds } from "../../../core/key-kind.ts";
import type { AuditRow, Store, TenantRow } from "../database/schema.ts";
import { mostDiscrepancies } from "./discrepancy.ts";
import { findObjectsSince } from "./entries-since.ts";

/** Compares the tenants with the audit trail, which it reads page by page. */
export interface TenantReconciliation {
  read(page: readonly AuditRow[]): Promise<void>;
  /**
   * Must be called after the last page; returns the names of tenants that differ from the trail, are missing, or have
   * no entry.
   */
  finish(): Promise<readonly string[]>;
}

const Detail = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    product: v.optional(v.string()),
    keyKind: v.optional(v.string()),
    retireAfterDays: v.optional(v.nullable(v.number())),
    destroyKeysAfterDays: v.optional(v.nullable(v.number())),
    sameKey: v.optional(v.picklist(["allowed", "refused"])),
    promptDays: v.optional(v.nullable(v.number())),
    renewalKeys: v.optional(v.picklist(["anywhere", "on-device"])),
    timeZone: v.optional(v.string()),
  }),
);

/** What the trail records about a tenant. */
type Recorded = Partial<TenantRow>;

/**
 * Begins a comparison. Services may write meanwhile: a tenant with entries after the last page is not compared. Only tenants
 * that differ from the entries so far are kept in memory.
 */
export function reconcileTenants(store: Store): TenantReconciliation {
  const differing = new Map<string, Recorded>();
  let [last, created] = [0, 0];
  return {
    async read(page) {
      last = page.at(-1)?.number ?? last;
      const entries = page.filter(({ action }) => action.startsWith("tenant-"));
      const rows = await readRows(store, [...new Set(entries.map(({ object }) => object))]);
      for (const entry of entries) {
        const { action, object: name } = entry;
        const row = rows.get(name);
        if (action === "tenant-created" && row !== undefined) created += 1;
        const known = follow(differing.get(name) ?? (action === "tenant-created" ? undefined : row), entry);
        if (isAsRecorded(row, known)) differing.delete(name);
        else differing.set(name, known);
      }
    },
    async finish() {
      const suspects = [...differing.keys()];
      // Finding out which ones takes long, because it searches the entries, so it is done only if there are too many.
      if ((await countTenants(store)) > created) suspects.push(...(await withoutEntry(store)));
      if (suspects.length === 0) return [];
      const since = new Set(await findObjectsSince(store, last, "tenant-%"));
      return suspects.filter((name) => !since.has(name));
    },
  };
}

async function readRows(store: Store, names: readonly string[]): Promise<Map<string, TenantRow>> {
  if (names.length === 0) return new Map();
  const rows = await store.selectFrom("tenants").selectAll().where("name", "in", names).execute();
  return new Map(rows.map((row) => [row.name, row]));
}

async function countTenants(store: Store): Promise<number> {
  const { count } = await store
    .selectFrom("tenants")
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

async function withoutEntry(store: Store): Promise<string[]> {
  const rows = await store
    .selectFrom("tenants")
    .select("name")
    .where((is) => {
      const entry = is.selectFrom("audit").select(sql.lit(1).as("one")).whereRef("audit.object", "=", "tenants.name");
      return is.not(is.exists(entry.where("action", "like", "tenant-%")));
    })
    .orderBy("name")
    .limit(mostDiscrepancies)
    .execute();
  return rows.map(({ name }) => name);
}

function follow(before: Recorded | undefined, { action, at, detail }: AuditRow): Recorded {
  const decoded = v.safeParse(Detail, detail);
  const { product, keyKind, retireAfterDays, destroyKeysAfterDays, sameKey, promptDays, renewalKeys, timeZone } = decoded.success
    ? decoded.output
    : {};
  const known = keyKinds.find((kind) => kind === keyKind);
  if (action === "tenant-closed") return { ...before, closedAt: at };
  if (product === undefined) return action === "tenant-changed" ? { ...before } : { ...before, closedAt: null };
  return {
    ...before,
    product,
    closedAt: before?.closedAt ?? null,
    ...(known === undefined ? {} : { keyKind: known }),
    ...(retireAfterDays === undefined ? {} : { retireAfterDays }),
    ...(destroyKeysAfterDays === undefined ? {} : { destroyKeysAfterDays }),
    ...(sameKey === undefined ? {} : { sameKey }),
    ...(promptDays === undefined ? {} : { promptDays }),
    ...(renewalKeys === undefined ? {} : { renewalKeys }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

function isAsRecorded(row: TenantRow | undefined, known: Recorded | undefined): boolean {
  if (row === undefined || known === undefined) return false;
  const expected = { ...row, ...known };
  const kept = [
    "product",
    "keyKind",
    "retireAfterDays",
    "destroyKeysAfterDays",
    "sameKey",
    "closedAt",
    "promptDays",
    "renewalKeys",
    "timeZone",
  ] as const;
  return kept.every((column) => row[column] === expected[column]);
}
