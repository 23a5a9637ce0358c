import * as v from "valibot";
import type { AuditRow, ProductDefaultsRow, Store } from "../database/schema.ts";

/** Compares the rules that tenants of each product begin with with the audit trail, which it reads page by page. */
export interface DefaultsReconciliation {
  read(page: readonly AuditRow[]): void;
  /** Must be called after the last page; returns the products whose rules differ from the trail, or have no entry. */
  finish(): Promise<readonly string[]>;
}

const action = "defaults-changed";

const Detail = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    promptDays: v.nullable(v.number()),
    retireAfterDays: v.nullable(v.number()),
    destroyKeysAfterDays: v.nullable(v.number()),
    renewalKeys: v.picklist(["anywhere", "on-device"]),
    timeZone: v.string(),
  }),
);

/** Begins a comparison. Services may write meanwhile, because every change has its entry. */
export function reconcileDefaults(store: Store): DefaultsReconciliation {
  const recorded = new Map<string, AuditRow>();
  let last = 0;
  return {
    read(page) {
      for (const entry of page) if (entry.action === action) recorded.set(entry.object, entry);
      last = page.at(-1)?.number ?? last;
    },
    async finish() {
      const rows = await store.selectFrom("productDefaults").selectAll().execute();
      const present = new Map(rows.map((row) => [row.product, row]));
      const suspects = [...new Set([...recorded.keys(), ...present.keys()])].filter(
        (product) => !isAsRecorded(present.get(product), recorded.get(product)),
      );
      if (suspects.length === 0) return [];
      const since = await store
        .selectFrom("audit")
        .select("object")
        .where("number", ">", last)
        .where("action", "=", action)
        .execute();
      const changed = new Set(since.map(({ object }) => object));
      return suspects.filter((product) => !changed.has(product));
    },
  };
}

function isAsRecorded(row: ProductDefaultsRow | undefined, entry: AuditRow | undefined): boolean {
  const known = v.safeParse(Detail, entry?.detail);
  if (row === undefined || entry === undefined || !known.success) return false;
  const expected = { ...row, ...known.output, editedBy: entry.actor, editedAt: entry.at };
  const kept = [
    "promptDays",
    "retireAfterDays",
    "destroyKeysAfterDays",
    "renewalKeys",
    "timeZone",
    "editedBy",
    "editedAt",
  ] as const;
  return kept.every((column) => row[column] === expected[column]);
}
