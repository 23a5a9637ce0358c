import type { StoreTransaction } from "../database/schema.ts";

/**
 * Has no notice sent that waits, or was being sent: it may have been since the database was copied.
 *
 * @returns the number of notices, and of mails to people about their accounts
 */
export async function doubtNotices(transaction: StoreTransaction, now: number): Promise<number> {
  const unsettled = ["waiting", "sending"] as const;
  const outcome = { state: "unknown", nextAt: now } as const;
  const notices = await transaction.updateTable("notices").set(outcome).where("state", "in", unsettled).executeTakeFirstOrThrow();
  const toPeople = await transaction
    .updateTable("personNotices")
    .set(outcome)
    .where("state", "in", unsettled)
    .executeTakeFirstOrThrow();
  return Number(notices.numUpdatedRows + toPeople.numUpdatedRows);
}
