import * as v from "valibot";
import { keyKinds } from "../../../core/key-kind.ts";
import type { AuditRow, Store, TenantRow } from "../database/schema.ts";
import { findObjectsSince } from "./entries-since.ts";

/** Compares the tenants with the audit trail, which it reads page by page. */
export interface TenantReconciliation {
  read(page: readonly AuditRow[]): void;
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
  }),
);

/** What the trail records about a tenant. */
type Recorded = Partial<TenantRow>;

/** Begins a comparison. Services may write meanwhile: a tenant with entries after the last page is not compared. */
export function reconcileTenants(store: Store): TenantReconciliation {
  const recorded = new Map<string, Recorded>();
  let last = 0;
  return {
    read(page) {
      for (const entry of page) {
        if (entry.action.startsWith("tenant-")) recorded.set(entry.object, follow(recorded.get(entry.object), entry));
      }
      last = page.at(-1)?.number ?? last;
    },
    async finish() {
      const rows = new Map((await store.selectFrom("tenants").selectAll().execute()).map((row) => [row.name, row]));
      const names = [...new Set([...recorded.keys(), ...rows.keys()])];
      const suspects = names.filter((name) => !isAsRecorded(rows.get(name), recorded.get(name)));
      if (suspects.length === 0) return [];
      const since = new Set(await findObjectsSince(store, last, "tenant-%"));
      return suspects.filter((name) => !since.has(name));
    },
  };
}

function follow(before: Recorded | undefined, { action, at, detail }: AuditRow): Recorded {
  const decoded = v.safeParse(Detail, detail);
  const { product, keyKind, retireAfterDays, destroyKeysAfterDays } = decoded.success ? decoded.output : {};
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
  };
}

function isAsRecorded(row: TenantRow | undefined, known: Recorded | undefined): boolean {
  if (row === undefined || known === undefined) return false;
  const expected = { ...row, ...known };
  const kept = ["product", "keyKind", "retireAfterDays", "destroyKeysAfterDays", "closedAt"] as const;
  return kept.every((column) => row[column] === expected[column]);
}
