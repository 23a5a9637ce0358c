import { createHash } from "node:crypto";
import { mostNoticeAddresses, type NoticeAddressList, type TestMessage } from "../../protocol/console/notice-addresses.ts";
import type { Administrator } from "../issuance/administration/administrator.ts";
import { Refusal } from "../issuance/refusal.ts";
import type { Service } from "../issuance/service.ts";
import { readTenantEntries } from "../store/audit/tenant-entries.ts";
import type { NoticeAddressRow, Store, StoreTransaction } from "../store/database/schema.ts";
import { findNoticeAddresses, webhookHost } from "../store/notices/notice-addresses.ts";
import { findTenant } from "../store/tenants.ts";
import { notifyAt, notifyNoMoreAt, type NoticeAddress } from "./addresses.ts";
import { askForMails } from "./mails-asked-for.ts";
import { mailTo, removalText, sendTestMessage } from "./test-message.ts";

const minute = 60_000;
const hour = 60 * minute;
/** How long an address must have been notified to be told that it no longer is: otherwise, adding and removing would send mail to anybody. */
const settled = 24 * hour;
/** How many test messages a tenant's administrators send within an hour. */
const mostWithinHour = 10;

/** Who changes something, and when. */
interface By {
  readonly by: Administrator;
  readonly now: Date;
}

/** A tenant's notice addresses, as its administrators see them. */
export async function describeAddresses(
  { store, settings }: Pick<Service, "store" | "settings">,
  tenant: string,
): Promise<NoticeAddressList> {
  const rows = await findNoticeAddresses(store, tenant);
  return {
    addresses: rows.map((row) => ({
      id: idOf(row),
      channel: row.channel,
      address: row.channel === "mail" ? row.address : webhookHost(row.address),
      addedAt: new Date(row.addedAt).toISOString(),
      tried: row.triedAt === null ? null : { at: new Date(row.triedAt).toISOString(), failure: row.triedFailure },
    })),
    fixed: settings.tenantRules.fixed.includes("noticeAddresses"),
    mailServer: settings.notices.mail !== undefined,
  };
}

/** What names an address in the address of an operation, which logs contain. */
function idOf({ tenant, channel, address }: NoticeAddress): string {
  return createHash("sha256")
    .update(JSON.stringify([tenant, channel, address]))
    .digest("hex")
    .slice(0, 32);
}

/**
 * Adds a mail address for an administrator's tenant.
 *
 * @throws Refusal `rule-fixed`, `notice-addresses-exceeded`
 */
export async function addOwnAddress(service: Service, address: string, { by, now }: By): Promise<void> {
  const { tenant, actor } = by;
  await notifyAt(
    service,
    { tenant, channel: "mail", address },
    {
      ...{ actor, now },
      permitted: async (transaction) => {
        await requirePermitted(service, transaction, by);
        const present = await findNoticeAddresses(transaction, tenant);
        if (present.length >= mostNoticeAddresses && !present.some((each) => each.address === address))
          throw new Refusal("notice-addresses-exceeded");
      },
    },
  );
}

/**
 * Removes a mail address of an administrator's tenant, and tells that address, if mail can be sent, and if it was notified for a day.
 *
 * @throws Refusal `not-found`, `mails-exceeded`, `rule-fixed`, also for webhooks, which are the operators'
 */
export async function removeOwnAddress(service: Service, id: string, { by, now }: By): Promise<void> {
  const { tenant, actor } = by;
  const place = await requireMail(service.store, tenant, id);
  // What was recorded while the clock was ahead counts as long ago.
  const isTold = place.addedAt > now.getTime() || place.addedAt <= now.getTime() - settled;
  const removed = await notifyNoMoreAt(service, place, {
    ...{ actor, now },
    permitted: async (transaction) => {
      await requirePermitted(service, transaction, by);
      await askForMails(transaction, { actor, now }, { count: isTold ? 1 : 0 });
    },
  });
  if (!removed) throw new Refusal("not-found");
  if (!isTold) return;
  const timeZone = (await findTenant(service.store, tenant))?.timeZone ?? "UTC";
  await mailTo(service.settings, place.address, removalText({ tenant, timeZone, actor, now }));
}

/**
 * Sends a test message to a mail address of an administrator's tenant, as `sendTestMessage` does.
 *
 * @throws Refusal `not-found`, `rule-fixed` for webhooks, `test-messages-exceeded`, `mails-exceeded`
 */
export async function testOwnAddress(service: Service, id: string, { by, now }: By): Promise<TestMessage> {
  await requireMail(service.store, by.tenant, id);
  return await sendTestMessage(service, by.tenant, (address) => idOf(address) === id, {
    ...{ actor: by.actor, now },
    permitted: async (transaction, address) => {
      await by.requireStill(transaction);
      await refuseTooMany(transaction, address, now.getTime());
      await askForMails(transaction, { actor: by.actor, now }, { count: 1 });
    },
  });
}

async function refuseTooMany(store: Store, { tenant, triedAt }: NoticeAddressRow, now: number): Promise<void> {
  // What was recorded while the clock was ahead does not count.
  const isWithin = (at: number, span: number): boolean => at <= now && at > now - span;
  if (triedAt !== null && isWithin(triedAt, minute)) throw new Refusal("test-messages-exceeded", { retryAfter: minute / 1000 });
  const span = { before: Number.MAX_SAFE_INTEGER, limit: mostWithinHour };
  const latest = await readTenantEntries(store, tenant, { actions: ["notice-test-sent"] }, span);
  if (latest.filter(({ at }) => isWithin(at, hour)).length >= mostWithinHour)
    throw new Refusal("test-messages-exceeded", { retryAfter: hour / 1000 });
}

async function requireMail(store: Store, tenant: string, id: string): Promise<NoticeAddressRow> {
  const found = (await findNoticeAddresses(store, tenant)).find((each) => idOf(each) === id);
  if (found === undefined) throw new Refusal("not-found");
  if (found.channel !== "mail") throw new Refusal("rule-fixed");
  return found;
}

async function requirePermitted({ settings }: Service, transaction: StoreTransaction, by: Administrator): Promise<void> {
  await by.requireStill(transaction);
  if (settings.tenantRules.fixed.includes("noticeAddresses")) throw new Refusal("rule-fixed");
}
