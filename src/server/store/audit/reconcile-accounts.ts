import * as v from "valibot";
import { digestOfAccount } from "../accounts/account-rows.ts";
import type { AuditRow, Store } from "../database/schema.ts";

/** Compares the accounts with the audit trail, which it reads page by page. */
export interface AccountReconciliation {
  read(page: readonly AuditRow[]): void;
  /**
   * Must be called after the last page; returns the names of accounts that differ from the trail, are missing, or have
   * no entry.
   */
  finish(): Promise<readonly string[]>;
}

const Detail = v.pipe(v.string(), v.parseJson(), v.object({ record: v.string() }));

/** Begins a comparison. Services may write meanwhile, because every change has its entry. */
export function reconcileAccounts(store: Store): AccountReconciliation {
  const recorded = new Map<string, string>();
  let last = 0;
  return {
    read(page) {
      for (const { action, object, detail } of page) {
        if (action !== "account-created") continue;
        const decoded = v.safeParse(Detail, detail);
        recorded.set(object, decoded.success ? decoded.output.record : "");
      }
      last = page.at(-1)?.number ?? last;
    },
    async finish() {
      const rows = await store.selectFrom("accounts").selectAll().execute();
      const present = new Map(rows.map((row) => [row.name, digestOfAccount(row)]));
      const suspects = [...new Set([...recorded.keys(), ...present.keys()])].filter(
        (name) => recorded.get(name) !== present.get(name),
      );
      if (suspects.length === 0) return [];
      const since = await store
        .selectFrom("audit")
        .select("object")
        .where("number", ">", last)
        .where("action", "=", "account-created")
        .execute();
      return suspects.filter((name) => !since.some(({ object }) => object === name));
    },
  };
}
