import type { Store, StoreTransaction, SweepProgressRow } from "./database/schema.ts";

/** Until when a sweep has done its work, in milliseconds; undefined if it never has. */
export async function findDoneUntil(store: Store, sweep: SweepProgressRow["sweep"]): Promise<number | undefined> {
  const row = await store.selectFrom("sweepProgress").select("doneUntil").where("sweep", "=", sweep).executeTakeFirst();
  return row?.doneUntil;
}

/**
 * Records until when a sweep has done its work.
 *
 * @param since until when it had before; if another process has got further meanwhile, that stays
 * @returns whether it was recorded
 */
export async function writeDoneUntil(
  transaction: StoreTransaction,
  sweep: SweepProgressRow["sweep"],
  { until, since }: { readonly until: number; readonly since: number | undefined },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("sweepProgress")
    .values({ sweep, doneUntil: until })
    .onConflict((conflict) =>
      conflict
        .column("sweep")
        .doUpdateSet({ doneUntil: until })
        .where((is) => is.or([is("sweepProgress.doneUntil", "<", until), is("sweepProgress.doneUntil", "=", since ?? 0)])),
    )
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}
