import { sql } from "kysely";
import type { PersonNoticeRow, Store, StoreTransaction } from "../database/schema.ts";
import { noticeStateAt, type NoticeState } from "./notice-state.ts";
import type { DueNotices } from "./notices.ts";

/** What people are told of their own accounts. */
export const personNoticeKinds = [
  "password-changed",
  "password-chosen",
  "account-reset",
  "second-factor-set",
  "passkey-added",
  "passkey-removed",
  "recovery-code-used",
  "recovery-codes-made",
  "role-changed",
  "mail-changed",
  "identity-linked",
  "identity-unlinked",
] as const;
export type PersonNoticeKind = (typeof personNoticeKinds)[number];

/** Queues mails to people. */
export async function insertPersonNotices(transaction: StoreTransaction, rows: readonly PersonNoticeRow[]): Promise<void> {
  if (rows.length > 0) await transaction.insertInto("personNotices").values(rows).execute();
}

/** Whether a mail to a person is due. */
export async function hasWaitingPersonNotice(store: Store, due: DueNotices): Promise<boolean> {
  const waiting = store.selectFrom("personNotices").select("id").where("state", "=", "waiting").where(isDue(due));
  return (await waiting.limit(1).executeTakeFirst()) !== undefined;
}

/** Claims mails to people that are due, so that no other process sends them. */
export async function claimPersonNotices(
  transaction: StoreTransaction,
  due: DueNotices,
  limit: number,
): Promise<PersonNoticeRow[]> {
  const rows = await transaction
    .selectFrom("personNotices")
    .selectAll()
    .where("state", "=", "waiting")
    .where(isDue(due))
    .orderBy("nextAt")
    .limit(limit)
    .execute();
  const claimed = rows.map((row) => ({ ...row, attempts: row.attempts + 1 }));
  for (const row of claimed)
    await settlePersonNotice(transaction, row, { state: "sending", attempts: row.attempts, nextAt: due.now });
  return claimed;
}

/** Records the outcome of an attempt to send a mail to a person. */
export async function settlePersonNotice(
  store: Store,
  { id }: Pick<PersonNoticeRow, "id">,
  outcome: Pick<PersonNoticeRow, "state" | "attempts" | "nextAt"> & Partial<Pick<PersonNoticeRow, "failure">>,
): Promise<void> {
  await store.updateTable("personNotices").set(outcome).where("id", "=", id).execute();
}

/**
 * Queues mails to people again, starting with the first attempt.
 *
 * @returns their number
 */
export async function requeuePersonNotices(
  transaction: StoreTransaction,
  { tenant, states }: { readonly tenant: string | undefined; readonly states: readonly NoticeState[] },
  now: number,
): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable("personNotices")
    .set({ state: "waiting", attempts: 0, nextAt: now })
    .where(sql<boolean>`${noticeStateAt(now, "personNotices")} in (${sql.join(states)})`)
    .$if(tenant !== undefined, (query) => query.where("tenant", "=", tenant ?? ""))
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Some mails to people that were settled before a moment. */
export async function findPersonNoticesBefore(store: Store, moment: number, limit: number): Promise<string[]> {
  const rows = await store
    .selectFrom("personNotices")
    .select("id")
    .where("state", "!=", "waiting")
    .where("nextAt", "<", moment)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Forgets mails to people. */
export async function removePersonNotices(transaction: StoreTransaction, ids: readonly string[]): Promise<void> {
  await transaction.deleteFrom("personNotices").where("id", "in", ids).execute();
}

function isDue({ now, longestPause }: DueNotices) {
  return sql<boolean>`(next_at <= ${now} or next_at > ${now + longestPause})`;
}
