import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { mailAddressForm } from "../../core/mail-address.ts";
import type { Service } from "../issuance/service.ts";
import { requireTenant } from "../issuance/tenants.ts";
import { appendAudit, type Act } from "../store/audit/audit.ts";
import type { StoreTransaction } from "../store/database/schema.ts";
import { addNoticeAddress, removeNoticeAddress, webhookHost, type NoticeChannel } from "../store/notices/notice-addresses.ts";
import { transact } from "../store/transact.ts";
import { OperatorError } from "../system/operator-error.ts";
import { writePrivateFile } from "../system/private-file.ts";
import { isWebhook, webhookSecret } from "./webhook.ts";

/** An address that receives a tenant's notices. */
export interface NoticeAddress {
  readonly tenant: string;
  readonly channel: NoticeChannel;
  readonly address: string;
}

/** Who changes an address, and when. */
interface AddressChange extends Act {
  /**
   * Called in the transaction, before anything is changed.
   *
   * @throws Refusal if it may not be
   */
  readonly permitted?: (transaction: StoreTransaction) => Promise<void>;
}

/** The receiver's host, or its mail domain: the part of an address that may be shown in logs and lists. */
export function hostOf(channel: NoticeChannel, address: string): string {
  return channel === "mail" ? address.slice(address.lastIndexOf("@") + 1) : webhookHost(address);
}

/**
 * Adds an address for a tenant's notices.
 *
 * @returns whether it is new, and the key with which a webhook verifies its notices
 * @throws OperatorError `notice-address-wrong`, `tenant-unknown`
 */
export async function notifyAt(
  service: Service,
  place: NoticeAddress,
  act: AddressChange,
): Promise<{ readonly changed: boolean; readonly secret?: string }> {
  const { tenant, channel, address } = place;
  requireAddress(place);
  const key = channel === "webhook" ? await ensureKey(service.webhookKeyFile) : undefined;
  const changed = await change(
    service,
    place,
    act,
    "added",
    async (store) => await addNoticeAddress(store, { ...place, at: act.now.getTime() }),
  );
  return { changed, ...(key ? { secret: webhookSecret(key, tenant, address) } : {}) };
}

/**
 * Removes an address for a tenant's notices.
 *
 * @returns whether it existed
 * @throws OperatorError `tenant-unknown`
 */
export async function notifyNoMoreAt(service: Service, place: NoticeAddress, act: AddressChange): Promise<boolean> {
  return await change(service, place, act, "removed", async (store) => await removeNoticeAddress(store, place));
}

async function change(
  { store }: Service,
  { tenant, channel }: NoticeAddress,
  { actor, now: at, permitted }: AddressChange,
  noticeAddress: "added" | "removed",
  work: (store: Service["store"]) => Promise<boolean>,
): Promise<boolean> {
  return await transact(store, async (transaction) => {
    await permitted?.(transaction);
    await requireTenant(transaction, tenant);
    if (!(await work(transaction))) return false;
    // The URL of some webhooks is their credential, so it is kept out of the trail.
    const detail = { noticeAddress, channel };
    await appendAudit(transaction, { at, actor, action: "tenant-changed", object: tenant, detail, tenant });
    return true;
  });
}

function requireAddress({ channel, address }: NoticeAddress): void {
  const good = channel === "webhook" ? isWebhook(address) : mailAddressForm.test(address);
  const sentence =
    channel === "webhook"
      ? "A webhook is an https:// URL without a password, or an http:// one on this machine. Correct it."
      : `"${address}" is not a mail address. Write it as name@example.jp.`;
  if (!good) throw new OperatorError("notice-address-wrong", sentence);
}

async function ensureKey(path: string): Promise<Uint8Array> {
  await writePrivateFile(path, `${randomBytes(32).toString("base64url")}\n`).catch((error: unknown) => {
    if (!(error instanceof OperatorError && error.code === "file-exists")) throw error;
  });
  return await readFile(path);
}
