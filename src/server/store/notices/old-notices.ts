import type { NoticeRow, Store, StoreTransaction } from "../database/schema.ts";

/** Those that nothing happens to any more; one that is still being sent after days belonged to a process that has ended. */
const settled = ["delivered", "dropped", "refused", "unknown", "sending"] as const;

/** Some notices that were settled before a moment. */
export async function findNoticesBefore(
  store: Store,
  moment: number,
  limit: number,
): Promise<Pick<NoticeRow, "certificate" | "kind" | "channel" | "address">[]> {
  return await store
    .selectFrom("notices")
    .select(["certificate", "kind", "channel", "address"])
    .where("state", "in", settled)
    .where("nextAt", "<", moment)
    .limit(limit)
    .execute();
}

/** Forgets notices. */
export async function removeNotices(
  transaction: StoreTransaction,
  notices: Readonly<Awaited<ReturnType<typeof findNoticesBefore>>>,
): Promise<void> {
  for (const { certificate, kind, channel, address } of notices) {
    await transaction
      .deleteFrom("notices")
      .where("certificate", "=", certificate)
      .where("kind", "=", kind)
      .where("channel", "=", channel)
      .where("address", "=", address)
      .execute();
  }
}
