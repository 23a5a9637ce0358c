import { readFile } from "node:fs/promises";
import { dayInMilliseconds } from "../../core/days.ts";
import type { Service } from "../issuance/service.ts";
import {
  claimNotices,
  findDueNotices,
  hasNoticeAddress,
  hasWaitingNotice,
  insertNotices,
  settleNotice,
  type ClaimedNotice,
} from "../store/notices.ts";
import { transact } from "../store/transact.ts";
import type { Delivery } from "./delivery.ts";
import { sendMail } from "./mail.ts";
import { noticeJson, noticeText } from "./notice.ts";
import { postWebhook, webhookSecret } from "./webhook.ts";

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

/**
 * Gives the notices that are due, each at most once, however many processes do this at the same time. A notice is
 * taken, in a transaction, before it is sent: one whose process ends in between is never given. What certainly did
 * not arrive is tried again up to seven times, with the next round after `firstPause` and after twice as long each
 * time; what may have arrived is not.
 *
 * @returns how many were delivered
 */
export async function sendNotices(service: Service, now: Date): Promise<number> {
  const { store } = service;
  if (!(await hasNoticeAddress(store))) return 0;
  const giveUpAt = performance.now() + roundTime;
  await plan(service, now, giveUpAt);
  let delivered = 0;
  while (performance.now() < giveUpAt && (await hasWaitingNotice(store, now.getTime()))) {
    const claimed = await transact(store, async (transaction) => await claimNotices(transaction, now.getTime(), together));
    const outcomes = await Promise.all(claimed.map(async (notice) => await give(service, notice, now)));
    delivered += outcomes.filter((outcome) => outcome === "delivered").length;
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
    for (let full = true; full && performance.now() < giveUpAt; ) {
      const due = await findDueNotices(store, kind, span, at, planned);
      full = due.length === planned;
      // Mostly there are none: the database's one lock is not taken for that.
      if (due.length > 0) await transact(store, async (transaction) => await insertNotices(transaction, kind, due, at));
    }
  }
}

async function give(service: Service, notice: ClaimedNotice, now: Date): Promise<Delivery | "dropped"> {
  const outcome = isStale(notice, now) ? "dropped" : await deliver(service, notice, now);
  const { attempts } = notice;
  const again = outcome === "refused" && attempts < mostAttempts;
  const next_at = now.getTime() + (again ? firstPause * 2 ** (attempts - 1) : 0);
  await settleNotice(service.store, notice, { state: again ? "waiting" : outcome, attempts, next_at });
  return outcome;
}

function isStale({ kind, wanted, replaced, revoked_at, not_after }: ClaimedNotice, now: Date): boolean {
  return !wanted || revoked_at !== null || (kind !== "issued" && (replaced || not_after <= now.getTime()));
}

async function deliver({ settings, webhookKeyFile }: Service, notice: ClaimedNotice, now: Date): Promise<Delivery> {
  const { mail, webhookCaFile } = settings.notices;
  const { channel, address, tenant } = notice;
  try {
    switch (channel) {
      case "mail":
        return mail === undefined ? "refused" : await sendMail(mail, address, noticeText(notice, now));
      case "webhook": {
        const secret = webhookSecret(await readFile(webhookKeyFile), tenant, address);
        const ca = webhookCaFile === undefined ? undefined : await readFile(webhookCaFile, "utf8");
        return await postWebhook(address, noticeJson(notice, now), { secret, ca, now });
      }
    }
  } catch {
    // A file that cannot be read: nothing was sent, and the operator may mend it.
    return "refused";
  }
}
