import { dayInMilliseconds } from "../../../core/days.ts";
import { findOldOrders, findSigningOrder, updateSigningOrder } from "../../store/renewals/signing-orders.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { abandonOrder } from "./abandon-order.ts";
import { askFor, askingTime } from "./obtain-signature.ts";

/** How long a holder has to ask again for a certificate that another authority signs, in days. */
const keptDays = 30;
const atOnce = 20;

/**
 * Ends orders that nobody has asked for in a month: whatever the authority has signed is known, and revoked.
 *
 * @returns the number of orders that were ended
 */
export async function endOldOrders(service: Service, now: Date): Promise<number> {
  const { store, authority } = service;
  const { upstream } = authority;
  if (upstream === undefined) return 0;
  const moment = now.getTime();
  const before = { ordered: moment - keptDays * dayInMilliseconds, asked: moment - askingTime, askAgain: moment };
  let ended = 0;
  for (const { number, spkiSha256 } of await findOldOrders(store, before, atOnce)) {
    const order = await transact(store, async (transaction) => {
      await updateSigningOrder(transaction, number, { askedAt: moment });
      return await findSigningOrder(transaction, spkiSha256);
    });
    if (order === undefined) continue;
    try {
      if (order.der === null) await askFor(service, upstream, order, now);
      await abandonOrder(service, spkiSha256, now);
      ended += 1;
    } catch (error) {
      // One that is refused has ended, too; others are asked for again.
      if (!(error instanceof Refusal)) throw error;
      if (error.code === "authority-refused") ended += 1;
    }
  }
  return ended;
}
