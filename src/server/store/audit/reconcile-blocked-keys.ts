import type { AuditRow, Store } from "../database/schema.ts";
import { findObjectsSince } from "./entries-since.ts";

/** Compares the blocked keys with the audit trail, which it reads page by page. */
export interface BlockedKeyReconciliation {
  read(page: readonly AuditRow[]): Promise<void>;
  /**
   * Must be called after the last page: returns the keys that are not blocked although the trail records that they
   * were, with the entries.
   */
  finish(): Promise<readonly { readonly object: string; readonly entry: number }[]>;
}

/** Begins a comparison. Services may write meanwhile, because every change has its entry. */
export function reconcileBlockedKeys(store: Store): BlockedKeyReconciliation {
  /** Keys that are not blocked, with their entries; later entries may unblock them. */
  const unblocked = new Map<string, number>();
  let last = 0;
  return {
    async read(page) {
      for (const { object, number } of await findMissing(store, page)) unblocked.set(object, number);
      for (const { action, object, number } of page) {
        if (action === "key-unblocked" && (unblocked.get(object) ?? Infinity) < number) unblocked.delete(object);
      }
      last = page.at(-1)?.number ?? last;
    },
    async finish() {
      const since = new Set(await findObjectsSince(store, last, "key-unblocked"));
      return Array.from(unblocked, ([object, entry]) => ({ object, entry })).filter(({ object }) => !since.has(object));
    },
  };
}

/** The entries of a page about a blocked key that has no row. */
async function findMissing(store: Store, page: readonly AuditRow[]): Promise<AuditRow[]> {
  const entries = page.filter(({ action }) => action === "key-blocked");
  if (entries.length === 0) return [];
  const objects = entries.map(({ object }) => object);
  const rows = await store.selectFrom("blockedKeys").select("spkiSha256").where("spkiSha256", "in", objects).execute();
  const present = new Set(rows.map(({ spkiSha256 }) => spkiSha256));
  return entries.filter(({ object }) => !present.has(object));
}
