import * as v from "valibot";
import { digestOfAccount } from "../accounts/accounts.ts";
import type { AuditRow, Store } from "../database/schema.ts";

/** Compares the accounts with the audit trail, of which it is shown page after page. */
export interface AccountReconciliation {
  look(page: readonly AuditRow[]): void;
  /** To be called after the last page: the names of accounts that are not as the trail tells, missing or made up. */
  finish(): Promise<readonly string[]>;
}

const Detail = v.pipe(v.string(), v.parseJson(), v.object({ record: v.string() }));

/** Begins to compare. Services may write meanwhile: what has been written since has its entry. */
export function reconcileAccounts(store: Store): AccountReconciliation {
  const told = new Map<string, string>();
  let last = 0;
  return {
    look(page) {
      for (const { action, object, detail } of page) {
        if (action !== "account-created") continue;
        const decoded = v.safeParse(Detail, detail);
        told.set(object, decoded.success ? decoded.output.record : "");
      }
      last = page.at(-1)?.number ?? last;
    },
    async finish() {
      const rows = await store.selectFrom("accounts").selectAll().execute();
      const there = new Map(rows.map((row) => [row.name, digestOfAccount(row)]));
      const suspects = [...new Set([...told.keys(), ...there.keys()])].filter((name) => told.get(name) !== there.get(name));
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
