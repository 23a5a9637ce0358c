import { readFile } from "node:fs/promises";
import { dayInMilliseconds } from "../../core/days.ts";
import type { Service } from "../issuance/service.ts";
import { hasNoticeAddress } from "../store/notices/notice-addresses.ts";
import {
  claimNotices,
  findDueNotices,
  hasWaitingNotice,
  insertNotices,
  settleNotice,
  type ClaimedNotice,
} from "../store/notices/notices.ts";
import { transact } from "../store/transact.ts";
import { hostOf } from "./addresses.ts";
import { codeOf, type Delivery } from "./delivery.ts";
import { sendMail } from "./mail.ts";
import { noticeJson, noticeText } from "./notice.ts";
import { postWebhook, webhookSecret } from "./webhook.ts";

/** An attempt to give a notice: what the log and the metrics tell of it. */
export interface NoticeAttempt extends Pick<ClaimedNotice, "serial" | "kind" | "channel" | "attempts"> {
  /** The receiver's host, or its mail domain: whoever knows some webhooks' whole URLs may use them. */
  readonly host: string;
  /** `dropped`: it was out of date, or nobody wanted it any more. */
  readonly outcome: Delivery["outcome"] | "dropped";
  /** As a `Delivery` has it; null where it was delivered or dropped. */
  readonly failure: string | null;
  /** Whether it is tried again by itself. */
  readonly again: boolean;
}

/** Days before expiry at which notice is given. */
const days = [90, 60, 30, 14, 7, 1] as const;
/** An issuance is told of for so long; a service that is not there issues nothing. */
const issuedWithin = 7 * dayInMilliseconds;
const planned = 500;
const together = 20;
/** After so long, in milliseconds, the rest is left to the next round: whoever ends the service waits for this one. */
const roundTime = 5000;
const mostAttempts = 8;
/** Before a notice that did not arrive is tried for the second time, in milliseconds; then twice as long each time. */
export const firstPause = 5 * 60_000;
const longestPause = pauseAfter(mostAttempts - 1);

/**
 * Gives the notices that are due, each at most once, however many processes do this at the same time. A notice is
 * taken, in a transaction, before it is sent: one whose process ends in between is never given. What certainly did
 * not arrive is tried again up to seven times, with the next round after `firstPause` and after twice as long each
 * time; what may have arrived is not.
 *
 * @param observe is told of each attempt
 * @returns how many were delivered
 */
export async function sendNotices(
  service: Service,
  now: Date,
  observe: (attempt: NoticeAttempt) => void = () => undefined,
): Promise<number> {
  const { store } = service;
  if (!(await hasNoticeAddress(store))) return 0;
  const giveUpAt = performance.now() + roundTime;
  await plan(service, now, giveUpAt);
  let delivered = 0;
  const due = { now: now.getTime(), longestPause };
  while (performance.now() < giveUpAt && (await hasWaitingNotice(store, due))) {
    const claimed = await transact(store, async (transaction) => await claimNotices(transaction, due, together));
    const attempts = await Promise.all(claimed.map(async (notice) => await give(service, notice, now)));
    for (const attempt of attempts) observe(attempt);
    delivered += attempts.filter(({ outcome }) => outcome === "delivered").length;
  }
  return delivered;
}

async function plan({ store }: Service, now: Date, giveUpAt: number): Promise<void> {
  const at = now.getTime();
  const ends = days.map((day, index) => {
    const [from, to] = [at + (days[index + 1] ?? 0) * dayInMilliseconds, at + day * dayInMilliseconds];
    return { kind: `expires-${day}` as const, span: { column: "not_after" as const, from, to } };
  });
  const issued = { kind: "issued" as const, span: { column: "issued_at" as const, from: at - issuedWithin, to: at } };
  for (const { kind, span } of [...ends, issued]) {
    for (let full = true; full && performance.now() < giveUpAt;) {
      const due = await findDueNotices(store, kind, span, at, planned);
      full = due.length === planned;
      // Mostly there are none: the database's one lock is not taken for that.
      if (due.length > 0) await transact(store, async (transaction) => await insertNotices(transaction, kind, due, at));
    }
  }
}

async function give(service: Service, notice: ClaimedNotice, now: Date): Promise<NoticeAttempt> {
  const delivery = isStale(notice, now) ? ({ outcome: "dropped" } as const) : await deliver(service, notice, now);
  const { outcome } = delivery;
  const failure = "failure" in delivery ? delivery.failure : null;
  const { serial, kind, channel, address, attempts } = notice;
  const again = outcome === "refused" && attempts < mostAttempts;
  const next_at = now.getTime() + (again ? pauseAfter(attempts) : 0);
  await settleNotice(service.store, notice, { state: again ? "waiting" : outcome, attempts, next_at, failure });
  return { serial, kind, channel, host: hostOf(channel, address), attempts, outcome, failure, again };
}

function pauseAfter(attempts: number): number {
  return firstPause * 2 ** (attempts - 1);
}

function isStale({ kind, wanted, replaced, revoked_at, not_after }: ClaimedNotice, now: Date): boolean {
  if (!wanted || revoked_at !== null) return true;
  if (kind === "issued") return false;
  const given = Number(kind.slice("expires-".length));
  // Where the next notice is due, that one is given.
  const next = days.find((each) => each < given) ?? 0;
  return replaced || not_after <= now.getTime() + next * dayInMilliseconds;
}

async function deliver({ settings, webhookKeyFile }: Service, notice: ClaimedNotice, now: Date): Promise<Delivery> {
  const { mail, webhookCaFile } = settings.notices;
  const { channel, address, tenant } = notice;
  try {
    switch (channel) {
      case "mail":
        return mail === undefined
          ? { outcome: "refused", failure: "mail-not-configured" }
          : await sendMail(mail, address, noticeText(notice, now));
      case "webhook": {
        const secret = webhookSecret(await readFile(webhookKeyFile), tenant, address);
        const ca = webhookCaFile === undefined ? undefined : await readFile(webhookCaFile, "utf8");
        return await postWebhook(address, noticeJson(notice, now), { secret, ca, now });
      }
    }
  } catch (error) {
    // A file that cannot be read: nothing was sent, and the operator may mend it.
    return { outcome: "refused", failure: codeOf(error) };
  }
}
