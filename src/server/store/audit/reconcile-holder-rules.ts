import * as v from "valibot";
import type { AuditRow, HolderRulesRow, Store } from "../database/schema.ts";
import { digestOfHolderRules } from "../holders/holder-rules.ts";
import { reconcileLatest, type LatestReconciliation } from "./reconcile-latest.ts";

/** Early entries have no digest. */
const Detail = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ mails: v.string(), otherDevices: v.string(), record: v.optional(v.string()) }),
);

/** Compares what tenants have decided for holders with the audit trail; the objects are names of tenants. */
export function reconcileHolderRules(store: Store): LatestReconciliation {
  return reconcileLatest(store, {
    action: "holder-rules-changed",
    readRows: async () => await store.selectFrom("holderRules").selectAll().execute(),
    objectOf: ({ tenant }) => tenant,
    isAsRecorded,
  });
}

function isAsRecorded(row: HolderRulesRow | undefined, entry: AuditRow | undefined): boolean {
  const known = v.safeParse(Detail, entry?.detail);
  if (row === undefined || !known.success) return false;
  const { mails, otherDevices, record } = known.output;
  if (record !== undefined) return record === digestOfHolderRules(row);
  return row.salt === "" && row.mails === mails && row.otherDevices === otherDevices;
}
