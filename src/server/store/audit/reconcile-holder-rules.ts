import * as v from "valibot";
import type { AuditRow, HolderRulesRow, Store } from "../database/schema.ts";
import { digestOfHolderRules } from "../holders/holder-rules.ts";

/** Compares what tenants have decided for holders with the audit trail, which it reads page by page. */
export interface HolderRulesReconciliation {
  read(page: readonly AuditRow[]): void;
  /** Must be called after the last page; returns the names of tenants whose rules differ from the trail, or have no entry. */
  finish(): Promise<readonly string[]>;
}

const action = "holder-rules-changed";

/** Early entries have no digest. */
const Detail = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ mails: v.string(), otherDevices: v.string(), record: v.optional(v.string()) }),
);

/** Begins a comparison. Services may write meanwhile, because every change has its entry. */
export function reconcileHolderRules(store: Store): HolderRulesReconciliation {
  const recorded = new Map<string, string>();
  let last = 0;
  return {
    read(page) {
      for (const entry of page) if (entry.action === action) recorded.set(entry.object, entry.detail);
      last = page.at(-1)?.number ?? last;
    },
    async finish() {
      const rows = await store.selectFrom("holderRules").selectAll().execute();
      const present = new Map(rows.map((row) => [row.tenant, row]));
      const suspects = [...new Set([...recorded.keys(), ...present.keys()])].filter(
        (tenant) => !isAsRecorded(present.get(tenant), recorded.get(tenant)),
      );
      if (suspects.length === 0) return [];
      const since = await store
        .selectFrom("audit")
        .select("object")
        .where("number", ">", last)
        .where("action", "=", action)
        .execute();
      const changed = new Set(since.map(({ object }) => object));
      return suspects.filter((tenant) => !changed.has(tenant));
    },
  };
}

function isAsRecorded(row: HolderRulesRow | undefined, detail: string | undefined): boolean {
  const known = v.safeParse(Detail, detail);
  if (row === undefined || !known.success) return false;
  const { mails, otherDevices, record } = known.output;
  if (record !== undefined) return record === digestOfHolderRules(row);
  return row.salt === "" && row.mails === mails && row.otherDevices === otherDevices;
}
