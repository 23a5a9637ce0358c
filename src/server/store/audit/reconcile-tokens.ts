import * as v from "valibot";
import { digestOfToken, nameOfToken } from "../accounts/token-rows.ts";
import type { AuditRow, Store } from "../database/schema.ts";

/** Compares the tokens with the audit trail, which it reads page by page. */
export interface TokenReconciliation {
  read(page: readonly AuditRow[]): void;
  /**
   * Must be called after the last page; returns the names of tokens that differ from the trail, or have no entry. Those that
   * ended long ago are removed, and a missing one permits nothing.
   */
  finish(): Promise<readonly string[]>;
}

const Detail = v.pipe(v.string(), v.parseJson(), v.object({ record: v.string() }));
const actions = ["token-made", "token-revoked"] as const;
const Action = v.picklist(actions);

/** Begins a comparison. Services may write meanwhile, because every change has its entry. */
export function reconcileTokens(store: Store): TokenReconciliation {
  const recorded = new Map<string, string>();
  let last = 0;
  return {
    read(page) {
      for (const { action, object, detail } of page) {
        if (!v.is(Action, action)) continue;
        const decoded = v.safeParse(Detail, detail);
        recorded.set(object, decoded.success ? decoded.output.record : "");
      }
      last = page.at(-1)?.number ?? last;
    },
    async finish() {
      const rows = await store.selectFrom("apiTokens").selectAll().execute();
      const suspects = rows.filter((row) => recorded.get(nameOfToken(row)) !== digestOfToken(row)).map(nameOfToken);
      if (suspects.length === 0) return [];
      const since = await store
        .selectFrom("audit")
        .select("object")
        .where("number", ">", last)
        .where("action", "in", actions)
        .execute();
      const changed = new Set(since.map(({ object }) => object));
      return suspects.filter((name) => !changed.has(name));
    },
  };
}
