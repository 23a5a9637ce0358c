import { dayInMilliseconds } from "../../core/days.ts";
import type { Service } from "../issuance/service.ts";
import { findDueHolderNotices } from "../store/notices/due-holder-notices.ts";
import { holderKind } from "../store/notices/holder-notice-kind.ts";
import { insertNotices } from "../store/notices/notices.ts";
import { findDoneUntil, writeDoneUntil } from "../store/sweep-progress.ts";
import { transact } from "../store/transact.ts";

/** When holders get mails: the days of the settings, and after the last of them every day, until some days after expiry. */
type Schedule = Pick<Service["settings"]["holders"], "mailDays" | "mailDaysAfterExpiry">;

/** The days before expiry at which holders get mails, descending; negative after it. */
function daysOf({ mailDays, mailDaysAfterExpiry }: Schedule): number[] {
  const days = [...new Set(mailDays)].toSorted((one, other) => other - one);
  const last = days.at(-1);
  if (last === undefined) return [];
  const daily = Array.from({ length: last + mailDaysAfterExpiry }, (_, index) => last - 1 - index);
  return [...days, ...daily];
}

/** The number of days before expiry at which the next notice follows one, or would. */
export function nextNoticeAt(schedule: Schedule, days: number): number {
  return daysOf(schedule).find((each) => each < days) ?? days - 1;
}

const planned = 500;
const sweep = "plan-holder-notices";

/**
 * Plans the mails to holders whose day has come since the last time. Of several days that passed meanwhile, as the service was
 * down, only the latest counts, and days before an address was known are not made up for. If the clock was ahead, it starts
 * again from the present.
 *
 * @param giveUpAt by `performance.now()`; what is left then is planned the next time
 */
export async function planHolderNotices({ store, settings }: Service, now: Date, giveUpAt: number): Promise<void> {
  if (settings.notices.mail === undefined) return;
  const at = now.getTime();
  const before = await findDoneUntil(store, sweep);
  const since = Math.min(before ?? at, at);
  const schedule = settings.holders;
  for (const days of daysOf(schedule)) {
    const next = nextNoticeAt(schedule, days) * dayInMilliseconds;
    let from = Math.max(since + days * dayInMilliseconds, at + next);
    const to = at + days * dayInMilliseconds;
    for (let full = from < to; full;) {
      if (performance.now() >= giveUpAt) return;
      const due = await findDueHolderNotices(store, holderKind(days), { from, to }, planned);
      full = due.length === planned;
      // Those that are recorded are not read again, except at the same moment.
      from = Math.max(from, (due.at(-1)?.notAfter ?? to) - 1);
      const places = due.map(({ certificate, channel, address }) => ({ certificate, channel, address }));
      if (due.length > 0)
        await transact(store, async (transaction) => await insertNotices(transaction, holderKind(days), places, at));
    }
  }
  await transact(store, async (transaction) => await writeDoneUntil(transaction, sweep, { until: at, since: before }));
}
