import type { CertificateRow, StoreTransaction } from "../store/database/schema.ts";
import { findNoticeAddresses } from "../store/notices/notice-addresses.ts";
import { insertNotices, type NoticeKind } from "../store/notices/notices.ts";

/** Has a tenant's notice addresses told something about one of its certificates, in the transaction that does it. */
export async function tellTenant(
  transaction: StoreTransaction,
  { number, tenant }: Pick<CertificateRow, "number" | "tenant">,
  kind: NoticeKind,
  now: Date,
): Promise<void> {
  const places = await findNoticeAddresses(transaction, tenant);
  if (places.length === 0) return;
  const notices = places.map(({ channel, address }) => ({ channel, address, certificate: number }));
  await insertNotices(transaction, kind, notices, now.getTime());
}
