import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writePrivateFile } from "../data-folder.ts";
import type { Service } from "../issuance/service.ts";
import { OperatorError } from "../operator-error.ts";
import { appendAudit } from "../store/audit.ts";
import { addNoticeAddress, removeNoticeAddress, type NoticeChannel } from "../store/notices.ts";
import { findTenant } from "../store/tenants.ts";
import { transact } from "../store/transact.ts";
import { isWebhook, webhookSecret } from "./webhook.ts";

/** Where a tenant's notices go. */
export interface NoticeAddress {
  readonly tenant: string;
  readonly channel: NoticeChannel;
  readonly address: string;
}

/**
 * Has a tenant's notices sent to an address too.
 *
 * @returns the key that a webhook checks its notices with; undefined for a mail address
 * @throws OperatorError `notice-address-wrong`, `tenant-unknown`
 */
export async function notifyAt(service: Service, place: NoticeAddress, now: Date): Promise<string | undefined> {
  const { tenant, channel, address } = place;
  requireAddress(place);
  const key = channel === "webhook" ? await ensureKey(service.webhookKeyFile) : undefined;
  await change(service, place, now, "added", async (store) => await addNoticeAddress(store, { ...place, at: now.getTime() }));
  return key && webhookSecret(key, tenant, address);
}

/**
 * Has no more notices of a tenant sent to an address.
 *
 * @throws OperatorError `tenant-unknown`
 */
export async function notifyNoMoreAt(service: Service, place: NoticeAddress, now: Date): Promise<void> {
  await change(service, place, now, "removed", async (store) => await removeNoticeAddress(store, place.tenant, place.address));
}

async function change(
  { store }: Service,
  { tenant, channel }: NoticeAddress,
  at: Date,
  noticeAddress: "added" | "removed",
  work: (store: Service["store"]) => Promise<void>,
): Promise<void> {
  await transact(store, async (transaction) => {
    if ((await findTenant(transaction, tenant)) === undefined) {
      throw new OperatorError("tenant-unknown", `There is no tenant "${tenant}". Correct the name.`);
    }
    await work(transaction);
    // Whoever knows some webhooks' URLs may use them, so the trail does not hold them.
    const detail = { noticeAddress, channel };
    await appendAudit(transaction, { at, actor: "operator", action: "tenant-changed", object: tenant, detail });
  });
}

function requireAddress({ channel, address }: NoticeAddress): void {
  const good = channel === "webhook" ? isWebhook(address) : /^[^\s@<>,;"]{1,64}@[A-Za-z0-9.-]{1,253}$/.test(address);
  const sentence =
    channel === "webhook"
      ? "A webhook is an https:// URL without a password, or an http:// one on this machine. Correct it."
      : `"${address}" is no mail address. Write it as name@example.jp.`;
  if (!good) throw new OperatorError("notice-address-wrong", sentence);
}

async function ensureKey(path: string): Promise<Uint8Array> {
  await writePrivateFile(path, `${randomBytes(32).toString("base64url")}\n`).catch((error: unknown) => {
    if (!(error instanceof OperatorError && error.code === "file-exists")) throw error;
  });
  return await readFile(path);
}
