import * as v from "valibot";
import { accountActions } from "../../../protocol/console/trail.ts";
import { digestOfAccount, nameOfAccount } from "../accounts/account-rows.ts";
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

const Detail = v.pipe(v.string(), v.parseJson(), v.object({ tenant: v.string(), record: v.string() }));

/** Each has the account's digest. */
const Action = v.picklist(accountActions);

/** The account of an entry, and its digest. Early entries name the account without its tenant. */
function recordIn({ object, detail }: Pick<AuditRow, "object" | "detail">): readonly [string, string] {
  const decoded = v.safeParse(Detail, detail);
  if (!decoded.success) return [object, ""];
  const { tenant, record } = decoded.output;
  return [object.includes("@") ? object : nameOfAccount({ tenant, name: object }), record];
}

/** Begins a comparison. Services may write meanwhile, because every change has its entry. */
export function reconcileAccounts(store: Store): AccountReconciliation {
  const recorded = new Map<string, string>();
  let last = 0;
  return {
    read(page) {
      for (const entry of page) if (v.is(Action, entry.action)) recorded.set(...recordIn(entry));
      last = page.at(-1)?.number ?? last;
    },
    async finish() {
      const rows = await store.selectFrom("accounts").selectAll().execute();
      const present = new Map(rows.map((row) => [nameOfAccount(row), digestOfAccount(row)]));
      const suspects = [...new Set([...recorded.keys(), ...present.keys()])].filter(
        (name) => recorded.get(name) !== present.get(name),
      );
      if (suspects.length === 0) return [];
      const since = await store
        .selectFrom("audit")
        .select(["object", "detail"])
        .where("number", ">", last)
        .where("action", "in", accountActions)
        .execute();
      const changed = new Set(since.map((entry) => recordIn(entry)[0]));
      return suspects.filter((name) => !changed.has(name));
    },
  };
}
