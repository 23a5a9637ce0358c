import { dayInMilliseconds } from "../../../core/days.ts";
import { hasPresentationsBefore, removePresentationsBefore } from "../../store/certificates/presentations.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";

/** The number removed in one transaction, which others wait for. */
const batch = 500;

/**
 * Removes presentations whose last one is longer ago than the settings allow.
 *
 * @returns their number
 */
export async function forgetPresentations({ store, settings }: Service, now: Date): Promise<number> {
  const moment = now.getTime() - settings.presentationDays * dayInMilliseconds;
  // Usually there is none, and no transaction is needed to find out.
  if (!(await hasPresentationsBefore(store, moment))) return 0;
  let removed = 0;
  for (let count = batch; count === batch; removed += count) {
    count = await transact(store, async (transaction) => await removePresentationsBefore(transaction, moment, batch));
  }
  return removed;
}
