import type { Expiries } from "../../../protocol/console/board.ts";
import { countEnds } from "../../store/renewals/board-rows.ts";
import type { Service } from "../service.ts";

/**
 * How many certificates of a tenant end in each of the spans between moments, of those that the list shows at first.
 *
 * @param moments in milliseconds, ascending
 */
export async function countExpiries(
  { store }: Pick<Service, "store">,
  tenant: string,
  moments: readonly number[],
  now: Date,
): Promise<Expiries> {
  const counts = await countEnds(store, tenant, now.getTime(), moments);
  const text = (milliseconds: number): string => new Date(milliseconds).toISOString();
  return { spans: counts.map((count, at) => ({ from: text(moments[at] ?? 0), until: text(moments[at + 1] ?? 0), count })) };
}
