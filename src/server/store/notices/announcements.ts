import type { AnnouncementRow, Store, StoreTransaction } from "../database/schema.ts";

/** Adds an announcement, and returns its number. */
export async function insertAnnouncement(
  transaction: StoreTransaction,
  announcement: Omit<AnnouncementRow, "number">,
): Promise<number> {
  const { number } = await transaction
    .insertInto("announcements")
    .values(announcement)
    .returning("number")
    .executeTakeFirstOrThrow();
  return number;
}

/**
 * Removes an announcement.
 *
 * @returns what it was; undefined if there is none
 */
export async function removeAnnouncement(transaction: StoreTransaction, number: number): Promise<AnnouncementRow | undefined> {
  return await transaction.deleteFrom("announcements").where("number", "=", number).returningAll().executeTakeFirst();
}

/** Whether there is an announcement with this number. */
export async function findAnnouncement(store: Store, number: number): Promise<boolean> {
  const found = await store.selectFrom("announcements").select("number").where("number", "=", number).executeTakeFirst();
  return found !== undefined;
}

/** The latest announcements to a tenant and to all. */
export async function announcementsTo(store: Store, tenant: string, limit: number): Promise<AnnouncementRow[]> {
  return await store
    .selectFrom("announcements")
    .selectAll()
    .where((is) => is.or([is("tenant", "=", tenant), is("tenant", "is", null)]))
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
}

/** A page of all announcements, the latest first, before one of them. */
export async function listAnnouncements(
  store: Store,
  before: Pick<AnnouncementRow, "number"> | undefined,
  limit: number,
): Promise<AnnouncementRow[]> {
  return await store
    .selectFrom("announcements")
    .selectAll()
    .$if(before !== undefined, (query) => query.where("number", "<", before?.number ?? 0))
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
}
