import type { Service } from "../issuance/service.ts";
import type { PersonNoticeRow } from "../store/database/schema.ts";
import { claimPersonNotices, hasWaitingPersonNotice, settlePersonNotice } from "../store/notices/person-notices.ts";
import { findTenant } from "../store/tenants.ts";
import { transact } from "../store/transact.ts";
import { hostOf } from "./addresses.ts";
import { codeOf, type Delivery } from "./delivery-outcome.ts";
import { sendMail } from "./mail.ts";
import type { NoticeText } from "./notice.ts";
import { personNoticeText } from "./person-notice.ts";
import { isUnreachable, longestPause, maxAttempts, pauseAfter, roundOf, together } from "./retries.ts";

/** An attempt to deliver a mail to a person, for the log and the metrics. */
export interface PersonNoticeAttempt extends Pick<PersonNoticeRow, "tenant" | "account" | "kind" | "attempts"> {
  readonly channel: "mail";
  /** The mail domain. */
  readonly host: string;
  /** `dropped`: the tenant is closed, or the service has no mail server. */
  readonly outcome: Delivery["outcome"] | "dropped";
  readonly failure: string | null;
  readonly again: boolean;
}

/**
 * Sends the mails to people about their own accounts that are due, each at most once, and again as `sendNotices` does.
 *
 * @param observe called for each attempt
 * @param stopping when no more are begun
 * @returns the number of delivered mails
 */
export async function sendPersonNotices(
  service: Pick<Service, "store" | "settings">,
  now: Date,
  observe: (attempt: PersonNoticeAttempt) => void = () => undefined,
  stopping?: AbortSignal,
): Promise<number> {
  const { store } = service;
  const goesOn = roundOf(stopping);
  const due = { now: now.getTime(), longestPause };
  let delivered = 0;
  while (goesOn() && (await hasWaitingPersonNotice(store, due))) {
    const claimed = await transact(store, async (transaction) => await claimPersonNotices(transaction, due, together));
    const attempts = await Promise.all(claimed.map(async (notice) => await give(service, notice, now)));
    for (const attempt of attempts) observe(attempt);
    delivered += attempts.filter(({ outcome }) => outcome === "delivered").length;
    if (isUnreachable(attempts)) break;
  }
  return delivered;
}

async function give(
  { store, settings }: Pick<Service, "store" | "settings">,
  notice: PersonNoticeRow,
  now: Date,
): Promise<PersonNoticeAttempt> {
  const { tenant, account, kind, address, attempts } = notice;
  const { mail } = settings.notices;
  // System operators belong to no tenant.
  const { closedAt = null, timeZone = "UTC" } = (await findTenant(store, tenant)) ?? {};
  const isDropped = mail === undefined || closedAt !== null;
  const delivery = isDropped
    ? ({ outcome: "dropped" } as const)
    : await deliver(mail, notice.address, personNoticeText(notice, timeZone));
  const { outcome } = delivery;
  const failure = "failure" in delivery ? delivery.failure : null;
  const again = outcome === "refused" && attempts < maxAttempts;
  const nextAt = now.getTime() + (again ? pauseAfter(attempts) : 0);
  await settlePersonNotice(store, notice, { state: again ? "waiting" : outcome, attempts, nextAt, failure });
  return { tenant, account, kind, attempts, channel: "mail", host: hostOf("mail", address), outcome, failure, again };
}

type MailServer = NonNullable<Service["settings"]["notices"]["mail"]>;

async function deliver(mail: MailServer, address: string, text: NoticeText): Promise<Delivery> {
  try {
    return await sendMail(mail, address, text);
  } catch (error) {
    // A file could not be read: nothing was sent, and the operator may fix it.
    return { outcome: "refused", failure: codeOf(error) };
  }
}
