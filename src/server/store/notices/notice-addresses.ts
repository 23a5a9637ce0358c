import type { NoticeAddressRow, NoticeRow, Store } from "../database/schema.ts";

export type NoticeChannel = NoticeRow["channel"];

/**
 * Adds an address for a tenant's notices, unless it exists.
 *
 * @returns whether it was added
 */
export async function addNoticeAddress(
  store: Store,
  address: { readonly tenant: string; readonly channel: NoticeChannel; readonly address: string; readonly at: number },
): Promise<boolean> {
  const { at: addedAt, ...place } = address;
  const { numInsertedOrUpdatedRows } = await store
    .insertInto("noticeAddresses")
    .values({ ...place, addedAt })
    .onConflict((conflict) => conflict.columns(["tenant", "channel", "address"]).doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/**
 * Removes an address; notices that are waiting for it are not sent.
 *
 * @returns whether it existed
 */
export async function removeNoticeAddress(
  store: Store,
  { tenant, channel, address }: { readonly tenant: string; readonly channel: NoticeChannel; readonly address: string },
): Promise<boolean> {
  const removal = store.deleteFrom("noticeAddresses").where("tenant", "=", tenant).where("channel", "=", channel);
  const { numDeletedRows } = await removal.where("address", "=", address).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** The receiver of a webhook, without its path, which may be its credential. */
export function webhookHost(address: string): string {
  return new URL(address).host;
}

/** The addresses of a tenant, in the order in which they were added. */
export async function findNoticeAddresses(store: Store, tenant: string): Promise<NoticeAddressRow[]> {
  const addresses = store.selectFrom("noticeAddresses").selectAll().where("tenant", "=", tenant);
  return await addresses.orderBy("addedAt").orderBy("channel").orderBy("address").execute();
}

/** Records a test message to an address, or what came of it. */
export async function recordTry(
  store: Store,
  { tenant, channel, address }: Pick<NoticeAddressRow, "tenant" | "channel" | "address">,
  tried: Pick<NoticeAddressRow, "triedAt" | "triedFailure">,
): Promise<void> {
  await store
    .updateTable("noticeAddresses")
    .set(tried)
    .where("tenant", "=", tenant)
    .where("channel", "=", channel)
    .where("address", "=", address)
    .execute();
}

/** The names of tenants that have an address of this channel. */
export async function tenantsNotifiedBy(store: Store, channel: NoticeChannel, limit: number): Promise<string[]> {
  const tenants = store.selectFrom("noticeAddresses").select("tenant").distinct().where("channel", "=", channel);
  return (await tenants.orderBy("tenant").limit(limit).execute()).map(({ tenant }) => tenant);
}

/** Whether any tenant has an address. */
export async function hasNoticeAddress(store: Store): Promise<boolean> {
  return (await store.selectFrom("noticeAddresses").select("tenant").limit(1).executeTakeFirst()) !== undefined;
}
