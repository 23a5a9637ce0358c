import { isolated } from "../../core/name/isolated.ts";
import type { TestMessage } from "../../protocol/console/notice-addresses.ts";
import { accountIn } from "../issuance/administration/account-in.ts";
import type { Service } from "../issuance/service.ts";
import { requireTenant } from "../issuance/tenants.ts";
import { appendAudit, type Act } from "../store/audit/audit.ts";
import type { NoticeAddressRow, StoreTransaction } from "../store/database/schema.ts";
import { findNoticeAddresses, recordTry } from "../store/notices/notice-addresses.ts";
import { transact } from "../store/transact.ts";
import { OperatorError } from "../system/operator-error.ts";
import { codeOf, type Delivery } from "./delivery-outcome.ts";
import { sendMail } from "./mail.ts";
import type { NoticeText } from "./notice.ts";
import { onClocks } from "./on-clocks.ts";

/** Who sends a test message, and when. */
interface TestOrder extends Act {
  /**
   * Called in the transaction that records it, before it is sent.
   *
   * @throws Refusal if it may not be
   */
  readonly permitted?: (transaction: StoreTransaction, address: NoticeAddressRow) => Promise<void>;
}

/**
 * Sends a test message to one of a tenant's mail addresses, once, and keeps what came of it. It is recorded before it is sent.
 *
 * @param which finds the address among the tenant's
 * @throws OperatorError `tenant-unknown`, `notice-address-unknown`
 */
export async function sendTestMessage(
  service: Service,
  tenant: string,
  which: (address: NoticeAddressRow) => boolean,
  { actor, now, permitted }: TestOrder,
): Promise<TestMessage> {
  const { store, settings } = service;
  const at = now.getTime();
  const { place, timeZone } = await transact(store, async (transaction) => {
    const row = await requireTenant(transaction, tenant);
    const found = (await findNoticeAddresses(transaction, tenant)).find((each) => each.channel === "mail" && which(each));
    if (found === undefined) throw new OperatorError("notice-address-unknown", unknownAddress);
    await permitted?.(transaction, found);
    // If the process ends before it knows the outcome, nobody does.
    await recordTry(transaction, found, { triedAt: at, triedFailure: "unknown" });
    const entry = { at: now, actor, action: "notice-test-sent", object: tenant, detail: { channel: "mail" }, tenant } as const;
    await appendAudit(transaction, entry);
    return { place: found, timeZone: row.timeZone };
  });
  const delivery = await mailTo(settings, place.address, testText({ tenant, timeZone, actor, now }));
  const failure = "failure" in delivery ? delivery.failure : null;
  await recordTry(store, place, { triedAt: at, triedFailure: failure });
  return { at: now.toISOString(), outcome: delivery.outcome, failure };
}

const unknownAddress = "The tenant has no such mail address for notices (koshin tenant show). Add it, or correct it.";

/**
 * Sends a mail at once.
 *
 * @returns the outcome, also if the settings have no mail server
 */
export async function mailTo({ notices: { mail } }: Service["settings"], to: string, text: NoticeText): Promise<Delivery> {
  if (mail === undefined) return { outcome: "refused", failure: "mail-not-configured" };
  try {
    return await sendMail(mail, to, text);
  } catch (error) {
    // A file could not be read: nothing was sent.
    return { outcome: "refused", failure: codeOf(error) };
  }
}

interface Sending extends Act {
  readonly tenant: string;
  readonly timeZone: string;
}

function testText({ tenant, timeZone, actor, now }: Sending): NoticeText {
  const { name, moment, byJa, byEn } = inWords({ tenant, timeZone, actor, now });
  return {
    subject: `テストメッセージ / Test message (${name})`,
    body: [
      `これは ${name} の証明書のお知らせが届くことを確かめるためのメールです。${byJa}が ${moment} に送りました。`,
      "このアドレスには、証明書の発行、有効期限、ファイルやパスワードの受け渡しが通知されます。何もする必要はありません。",
      `This mail shows that notices about certificates of ${name} arrive. It was sent by ${byEn}, ${moment}.`,
      "This address is told when certificates are issued, expire soon, or have their files or passwords handed out. There is nothing to do.",
      "",
    ].join("\n\n"),
  };
}

/** The mail to an address that is no longer notified, so that nobody is silenced without noticing. */
export function removalText(sending: Sending): NoticeText {
  const { name, moment, byJa, byEn } = inWords(sending);
  return {
    subject: `お知らせの送り先から外れました / No longer notified (${name})`,
    body: [
      `${byJa}が、${name} の証明書のお知らせの送り先からこのアドレスを外しました（${moment}）。今後、お知らせは届きません。`,
      "心当たりがない場合は、証明書の管理者に確かめてください。",
      `This address was removed from the notice addresses of ${name} by ${byEn}, ${moment}. No more notices are sent to it.`,
      "If you did not expect this, ask your administrator of certificates.",
      "",
    ].join("\n\n"),
  };
}

function inWords({ tenant, timeZone, actor, now }: Sending) {
  const account = accountIn(actor);
  return {
    name: isolated(tenant),
    moment: `${onClocks(now, timeZone)} (${timeZone})`,
    byJa: account === null ? "サービスの運用者" : `アカウント ${account} `,
    byEn: account === null ? "the service's operators" : `the account ${account}`,
  };
}
