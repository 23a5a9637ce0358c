import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { pagesOf } from "../database/pages.ts";
import { prepared, type Placeholders } from "../database/prepared.ts";
import type { AuditRow, Store, StoreTransaction } from "../database/schema.ts";

/** Who acts, and when. */
export interface Act {
  /** As the audit trail names them. */
  readonly actor: string;
  readonly now: Date;
}

/** What happened, by whom, to what. */
export interface AuditEntry {
  readonly at: Date;
  readonly actor: string;
  readonly action:
    | "tenant-created"
    | "tenant-changed"
    | "tenant-closed"
    | "tenant-opened"
    | "notices-resent"
    | "issued"
    | "revoked"
    | "retired"
    | "renewal-ordered"
    | "fetched"
    | "password-shown"
    | "imported"
    | "first-used"
    | "key-destroyed"
    | "key-blocked"
    | "key-unblocked"
    | "master-key-rotated"
    | "issuing-authority-rotated"
    | "root-rotated"
    | "database-begun-anew"
    | "restored"
    | "revocation-kept"
    | "recovery-code-created"
    | "recovery-code-cancelled"
    | "recovered"
    | "account-created";
  readonly object: string;
  readonly detail: Readonly<Record<string, string | number | null>>;
}

const beginning = "0".repeat(64);
const pageLength = 1000;

/** The end of the trail, as far as a transaction that has written to it knows. */
const ends = new WeakMap<StoreTransaction, TrailEnd>();
type TrailEnd = Pick<AuditRow, "number" | "hash">;

/**
 * Appends entries to the audit trail. In the transaction of the change that they tell of, so that neither is ever
 * without the other.
 */
export async function appendAudit(transaction: StoreTransaction, ...entries: readonly AuditEntry[]): Promise<void> {
  let { number, hash } = ends.get(transaction) ?? (await readEnd(transaction)) ?? { number: 0, hash: beginning };
  ends.delete(transaction);
  for (const { at, actor, action, object, detail } of entries) {
    const entry = { at: at.getTime(), actor, action, object, detail: JSON.stringify(detail) };
    const row = link({ number: number + 1, ...entry, previousHash: hash });
    ({ number, hash } = row);
    await insertEntry(transaction, row);
  }
  ends.set(transaction, { number, hash });
}

/** To be called where a part of a transaction was undone: the trail ends somewhere else than it did. */
export function forgetTrailEnd(transaction: StoreTransaction): void {
  ends.delete(transaction);
}

async function readEnd(transaction: StoreTransaction): Promise<TrailEnd | undefined> {
  const [last] = await lastEntry(transaction, {});
  return last;
}

// SQLite compiles a query anew for each value of a limit, so there is none.
const lastEntry = prepared((store) =>
  store
    .selectFrom("audit")
    .select(["number", "hash"])
    .where("number", "=", (from) => from.selectFrom("audit").select((columns) => columns.fn.max("number").as("last"))),
);

const insertEntry = prepared((store, of: Placeholders<AuditRow>) =>
  store.insertInto("audit").values({
    number: of("number"),
    at: of("at"),
    actor: of("actor"),
    action: of("action"),
    object: of("object"),
    detail: of("detail"),
    previousHash: of("previousHash"),
    hash: of("hash"),
  }),
);

/**
 * Recomputes the chain, page by page, with time for others in between. Entries cut off at the end, and hashes that were
 * recomputed, leave no trace in what remains: checkpoints show them (`issuance/audit-checkpoint.ts`).
 *
 * @param options.after the entry to begin after; the first one where it is not given
 * @param options.look is shown every page, before it is verified
 * @returns how many entries are whole, and the number of the first that is not the one written then, if any
 */
export async function verifyAudit(
  store: Store,
  options: { readonly after?: TrailEnd | undefined; readonly look?: (page: readonly AuditRow[]) => Promise<void> } = {},
): Promise<{ readonly whole: number; readonly broken?: number }> {
  let previous: TrailEnd = options.after ?? { number: 0, hash: beginning };
  for (;;) {
    const page = await readAuditPage(store, { after: previous.number });
    await options.look?.(page);
    for (const row of page) {
      const expected = link({ ...row, number: previous.number + 1, previousHash: previous.hash });
      if (JSON.stringify(row) !== JSON.stringify(expected)) return { whole: previous.number, broken: row.number };
      previous = row;
    }
    if (page.length < pageLength) return { whole: previous.number };
    await setImmediate();
  }
}

/** Which entries are read. */
export interface AuditFilter {
  readonly object?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** Not earlier. */
  readonly since?: Date | undefined;
  /** Earlier. */
  readonly until?: Date | undefined;
}

/** The entries after one, oldest first: at most a thousand. */
async function readAuditPage(store: Store, { after, ...filter }: AuditFilter & { readonly after: number }): Promise<AuditRow[]> {
  const columns = ["number", "at", "actor", "action", "object", "detail", "previousHash", "hash"] as const;
  const { object, actor, action, since, until } = filter;
  let rows = store.selectFrom("audit").select(columns).where("number", ">", after);
  if (object !== undefined) rows = rows.where("object", "=", object);
  if (actor !== undefined) rows = rows.where("actor", "=", actor);
  if (action !== undefined) rows = rows.where("action", "=", action);
  if (since !== undefined) rows = rows.where("at", ">=", since.getTime());
  if (until !== undefined) rows = rows.where("at", "<", until.getTime());
  return await rows.orderBy("number").limit(pageLength).execute();
}

/** The entries that match a filter, page by page, oldest first. */
export function readAuditPages(store: Store, filter: AuditFilter): AsyncGenerator<readonly AuditRow[]> {
  return pagesOf<AuditRow>(async (last) => await readAuditPage(store, { ...filter, after: last?.number ?? 0 }));
}

/** One entry. */
export async function findEntry(store: Store, number: number): Promise<TrailEnd | undefined> {
  return await store.selectFrom("audit").select(["number", "hash"]).where("number", "=", number).executeTakeFirst();
}

/** How many entries there are. */
export async function countAudit(store: Store): Promise<number> {
  const { count } = await store
    .selectFrom("audit")
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** The entries about one certificate or tenant, oldest first. */
export async function readAudit(store: Store, object: string): Promise<AuditRow[]> {
  return await store.selectFrom("audit").selectAll().where("object", "=", object).orderBy("number").execute();
}

/** An entry with the hash that it has behind the one before. */
export function link(entry: Omit<AuditRow, "hash">): AuditRow {
  const { number, at, actor, action, object, detail, previousHash } = entry;
  const text = JSON.stringify([number, at, actor, action, object, detail, previousHash]);
  return { number, at, actor, action, object, detail, previousHash, hash: createHash("sha256").update(text).digest("hex") };
}
