import * as v from "valibot";
import type { AuditRow, ProductDefaultsRow, Store } from "../database/schema.ts";
import { reconcileLatest, type LatestReconciliation } from "./reconcile-latest.ts";

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

/** Compares the rules that tenants of each product begin with with the audit trail; the objects are products. */
export function reconcileDefaults(store: Store): LatestReconciliation {
  return reconcileLatest(store, {
    action: "defaults-changed",
    readRows: async () => await store.selectFrom("productDefaults").selectAll().execute(),
    objectOf: ({ product }) => product,
    isAsRecorded,
  });
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
