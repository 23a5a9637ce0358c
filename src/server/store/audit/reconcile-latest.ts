import type { AuditRow, Store } from "../database/schema.ts";

/** Compares rows with the latest entry about each in the audit trail, which it reads page by page. */
export interface LatestReconciliation {
  read(page: readonly AuditRow[]): void;
  /** Must be called after the last page; returns the objects whose rows differ from the trail, or have no entry. */
  finish(): Promise<readonly string[]>;
}

/** What is compared. */
interface Compared<Row> {
  /** The action of its entries, which name each object. */
  readonly action: AuditRow["action"];
  readonly readRows: () => Promise<readonly Row[]>;
  /** The object of entries about a row. */
  readonly objectOf: (row: Row) => string;
  readonly isAsRecorded: (row: Row | undefined, entry: AuditRow | undefined) => boolean;
}

/** Begins a comparison. Services may write meanwhile, because every change has its entry. */
export function reconcileLatest<Row>(
  store: Store,
  { action, readRows, objectOf, isAsRecorded }: Compared<Row>,
): LatestReconciliation {
  const recorded = new Map<string, AuditRow>();
  let last = 0;
  return {
    read(page) {
      for (const entry of page) if (entry.action === action) recorded.set(entry.object, entry);
      last = page.at(-1)?.number ?? last;
    },
    async finish() {
      const present = new Map((await readRows()).map((row) => [objectOf(row), row]));
      const suspects = [...new Set([...recorded.keys(), ...present.keys()])].filter(
        (object) => !isAsRecorded(present.get(object), recorded.get(object)),
      );
      if (suspects.length === 0) return [];
      const since = await store
        .selectFrom("audit")
        .select("object")
        .where("number", ">", last)
        .where("action", "=", action)
        .execute();
      const changed = new Set(since.map(({ object }) => object));
      return suspects.filter((object) => !changed.has(object));
    },
  };
}
