import { readFile } from "node:fs/promises";
import { dayInMilliseconds } from "../../core/days.ts";
import type { Service } from "../issuance/service.ts";
import type { StoreTransaction } from "../store/database/schema.ts";
import { readHandOutKind } from "../store/notices/hand-out-notice.ts";
import { readHolderKind } from "../store/notices/holder-notice-kind.ts";
import { hasNoticeAddress, type NoticeChannel } from "../store/notices/notice-addresses.ts";
import {
  claimNotices,
  findDueNotices,
  hasWaitingNotice,
  insertNotices,
  settleNotice,
  type ClaimedNotice,
} from "../store/notices/notices.ts";
import { readRecoveryCodeKind } from "../store/notices/recovery-code-notice.ts";
import { transact } from "../store/transact.ts";
import { hostOf } from "./addresses.ts";
import { codeOf, type Delivery } from "./delivery-outcome.ts";
import { holderListText } from "./holder-list-notice.ts";
import { isPast, type Ports } from "./holder-notice.ts";
import { nextNoticeAt, planHolderNotices } from "./holder-notices.ts";
import { sendMail } from "./mail.ts";
import { noticeJson, noticeText, type NoticeText } from "./notice.ts";
import { isUnreachable, longestPause, maxAttempts, mostInMail, pauseAfter, planningTime, roundOf, together } from "./retries.ts";
import { postWebhook, webhookSecret } from "./webhook.ts";

/** An attempt to deliver a notice, for the log and the metrics. */
export interface NoticeAttempt extends Pick<ClaimedNotice, "issuer" | "serial" | "kind" | "channel" | "attempts"> {
  /** The receiver's host, or its mail domain, because the URL of some webhooks is their credential. */
  readonly host: string;
  /** `dropped`: it was out of date, or its address was removed. */
  readonly outcome: Delivery["outcome"] | "dropped";
  /** As in a `Delivery`; null if it was delivered or dropped. */
  readonly failure: string | null;
  /** Whether it is retried automatically. */
  readonly again: boolean;
}

/** Days before expiry at which a notice is sent. */
const days = [90, 60, 30, 14, 7, 1] as const;
/** How long after an issuance a notice is still sent; while the service is down, nothing is issued. */
const issuedWithin = 7 * dayInMilliseconds;
const planned = 500;

/**
 * Sends the notices that are due, in rounds that `serve.ts` starts, each notice at most once, however many processes do
 * this at the same time. A notice is claimed, in a transaction, before it is sent: if the process ends in between, it
 * is never sent. What an address waits for as that of a tenant's holders is one mail. A notice that certainly did not arrive is retried up to seven times, in the next round after
 * `firstPause`, which doubles each time; one that may have arrived is not.
 *
 * @param observe called for each attempt
 * @param ports for the addresses in mails to holders
 * @param stopping when no more are begun
 * @returns the number of delivered notices
 */
export async function sendNotices(
  service: Service,
  now: Date,
  observe: (attempt: NoticeAttempt) => void = () => undefined,
  ports: Ports = { main: service.settings.listen.port, recovery: service.settings.recovery.listen.port },
  stopping?: AbortSignal,
): Promise<number> {
  const { store } = service;
  const giveUpAt = performance.now() + planningTime;
  if (await hasNoticeAddress(store)) await plan(service, now, giveUpAt);
  await planHolderNotices(service, now, giveUpAt);
  const round = { now, observe, ports, goesOn: roundOf(stopping) };
  // Of one channel beside the other, so that a mail server that is down does not delay webhooks.
  const [mails, calls] = await Promise.all([sendBy(service, "mail", round), sendBy(service, "webhook", round)]);
  return mails + calls;
}

interface Round {
  readonly now: Date;
  readonly observe: (attempt: NoticeAttempt) => void;
  readonly ports: Ports;
  readonly goesOn: () => boolean;
}

async function sendBy(service: Service, channel: NoticeChannel, { now, observe, ports, goesOn }: Round): Promise<number> {
  const { store } = service;
  const due = { now: now.getTime(), longestPause, channel };
  let delivered = 0;
  // At least once; otherwise nothing would ever be sent if the database is slow to plan.
  for (let first = true; (first || goesOn()) && (await hasWaitingNotice(store, due)); first = false) {
    const claimed = await transact(store, async (transaction) => await claimTogether(transaction, due));
    const given = claimed.map(async (notices) => await give(service, notices, now, ports));
    const attempts = (await Promise.all(given)).flat();
    for (const attempt of attempts) observe(attempt);
    delivered += attempts.filter(({ outcome }) => outcome === "delivered").length;
    if (channel === "mail" && isUnreachable(attempts)) break;
  }
  return delivered;
}

async function plan({ store }: Service, now: Date, giveUpAt: number): Promise<void> {
  const at = now.getTime();
  const ends = days.map((day, index) => {
    const [from, to] = [at + (days[index + 1] ?? 0) * dayInMilliseconds, at + day * dayInMilliseconds];
    return { kind: `expires-${day}` as const, span: { column: "notAfter" as const, from, to } };
  });
  const issued = { kind: "issued" as const, span: { column: "issuedAt" as const, from: at - issuedWithin, to: at } };
  for (const { kind, span } of [...ends, issued]) {
    for (let full = true; full && performance.now() < giveUpAt;) {
      const due = await findDueNotices(store, kind, span, at, planned);
      full = due.length === planned;
      // Usually there are none, and then the database's lock is not taken.
      if (due.length > 0) await transact(store, async (transaction) => await insertNotices(transaction, kind, due, at));
    }
  }
}

/** Notices that are one delivery: one, or all that a holders' address of a tenant waits for, which are one mail. */
type Together = readonly [ClaimedNotice, ...ClaimedNotice[]];

/** Claims as many notices as are sent at the same time, with those that belong into the same mails. */
async function claimTogether(transaction: StoreTransaction, due: Parameters<typeof claimNotices>[1]): Promise<readonly Together[]> {
  const single: Together[] = [];
  const lists = new Map<string, Together>();
  const add = (notice: ClaimedNotice): void => {
    if (readHolderKind(notice.kind) === undefined) return void single.push([notice]);
    const key = JSON.stringify([notice.tenant, notice.address]);
    const list = lists.get(key);
    lists.set(key, list === undefined ? [notice] : [...list, notice]);
  };
  for (const notice of await claimNotices(transaction, due, together)) add(notice);
  for (const [{ tenant, address }, ...others] of [...lists.values()])
    for (const notice of await claimNotices(transaction, { ...due, holders: { tenant, address } }, mostInMail - 1 - others.length))
      add(notice);
  return [...single, ...lists.values()];
}

async function give(service: Service, notices: Together, now: Date, ports: Ports): Promise<NoticeAttempt[]> {
  const [first, ...others] = notices.filter((notice) => !isStale(notice, service.settings, now));
  const delivery = first === undefined ? undefined : await deliver(service, [first, ...others], now, ports);
  return await Promise.all(
    notices.map(async (notice) => {
      const sent = notice === first || others.includes(notice);
      const { outcome, failure } = { failure: null, ...((sent ? delivery : undefined) ?? { outcome: "dropped" as const }) };
      const { issuer, serial, kind, channel, address, attempts } = notice;
      const again = outcome === "refused" && attempts < maxAttempts;
      const nextAt = now.getTime() + (again ? pauseAfter(attempts) : 0);
      await settleNotice(service.store, notice, { state: again ? "waiting" : outcome, attempts, nextAt, failure });
      return { issuer, serial, kind, channel, host: hostOf(channel, address), attempts, outcome, failure, again };
    }),
  );
}

function textOf(notices: Together, settings: Service["settings"], ports: Ports, now: Date): NoticeText {
  const [notice] = notices;
  if (readHolderKind(notice.kind) === undefined) return noticeText(notice, settings, now);
  return holderListText(notices, settings, ports, now);
}

function isStale(notice: ClaimedNotice, settings: Service["settings"], now: Date): boolean {
  const { kind, wanted, replaced, revokedAt, notAfter } = notice;
  if (!wanted) return true;
  // What was handed out has to be known of a certificate that is revoked, too.
  if (readHandOutKind(kind) !== undefined || readRecoveryCodeKind(kind) !== undefined) return false;
  if (revokedAt !== null) return true;
  if (kind === "issued") return false;
  const holderDays = readHolderKind(kind);
  if (holderDays !== undefined) return replaced || isPast(notice, nextNoticeAt(settings.holders, holderDays), now);
  const given = Number(kind.slice("expires-".length));
  // If the next notice is already due, only that one is sent.
  const next = days.find((each) => each < given) ?? 0;
  return replaced || notAfter <= now.getTime() + next * dayInMilliseconds;
}

async function deliver({ settings, webhookKeyFile }: Service, notices: Together, now: Date, ports: Ports): Promise<Delivery> {
  const [notice] = notices;
  const { mail, webhookCaFile } = settings.notices;
  const { channel, address, tenant, kind } = notice;
  try {
    switch (channel) {
      case "mail":
        return mail === undefined
          ? { outcome: "refused", failure: "mail-not-configured" }
          : await sendMail(mail, address, textOf(notices, settings, ports, now));
      case "webhook": {
        const secret = webhookSecret(await readFile(webhookKeyFile), tenant, address);
        const ca = webhookCaFile === undefined ? undefined : await readFile(webhookCaFile, "utf8");
        const message = { id: `${notice.issuer}-${notice.serial}-${kind}`, body: noticeJson(notice, now) };
        return await postWebhook(address, message, { secret, ca, now });
      }
    }
  } catch (error) {
    // A file could not be read: nothing was sent, and the operator may fix it.
    return { outcome: "refused", failure: codeOf(error) };
  }
}
