import { sql } from "kysely";
import type { PresentationRow, Store, StoreTransaction } from "../database/schema.ts";

/** The number of places that are kept of each certificate. */
export const mostPlaces = 50;

/** SQLite takes 32,766 parameters in one statement. */
const atOnce = 500;

/** Adds presentations, or extends the time of those that are recorded already; of each certificate the latest are kept. */
export async function writePresentations(transaction: StoreTransaction, presentations: readonly PresentationRow[]): Promise<void> {
  for (let at = 0; at < presentations.length; at += atOnce) {
    await transaction
      .insertInto("presentations")
      .values(presentations.slice(at, at + atOnce))
      .onConflict((conflict) =>
        conflict.columns(["certificate", "host", "address"]).doUpdateSet({
          firstAt: sql`case when excluded.first_at < presentations.first_at then excluded.first_at else presentations.first_at end`,
          lastAt: sql`case when excluded.last_at > presentations.last_at then excluded.last_at else presentations.last_at end`,
        }),
      )
      .execute();
  }
  const touched = [...new Set(presentations.map(({ certificate }) => certificate))];
  for (let at = 0; at < touched.length; at += atOnce) await removeSurplus(transaction, touched.slice(at, at + atOnce));
}

async function removeSurplus(transaction: StoreTransaction, certificates: readonly number[]): Promise<void> {
  const full = await transaction
    .selectFrom("presentations")
    .select("certificate")
    .where("certificate", "in", certificates)
    .groupBy("certificate")
    .having(({ fn }) => fn.countAll<number>(), ">", mostPlaces)
    .execute();
  for (const { certificate } of full) {
    for (const { host, address } of (await findPresentations(transaction, [certificate])).slice(mostPlaces)) {
      await transaction
        .deleteFrom("presentations")
        .where("certificate", "=", certificate)
        .where("host", "=", host)
        .where("address", "=", address)
        .execute();
    }
  }
}

/** Where certificates were presented, the latest place first. */
export async function findPresentations(store: Store, certificates: readonly number[]): Promise<PresentationRow[]> {
  if (certificates.length === 0) return [];
  return await store
    .selectFrom("presentations")
    .selectAll()
    .where("certificate", "in", certificates)
    .orderBy("lastAt", "desc")
    .orderBy("host")
    .orderBy("address")
    .execute();
}

/** Whether there is one whose last presentation was before a moment. */
export async function hasPresentationsBefore(store: Store, moment: number): Promise<boolean> {
  const row = await store
    .selectFrom("presentations")
    .select("certificate")
    .where("lastAt", "<", moment)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Removes some of the presentations whose last one was before a moment.
 *
 * @returns their number
 */
export async function removePresentationsBefore(store: Store, moment: number, limit: number): Promise<number> {
  const old = await store
    .selectFrom("presentations")
    .select(["certificate", "host", "address"])
    .where("lastAt", "<", moment)
    .orderBy("lastAt")
    .limit(limit)
    .execute();
  for (const { certificate, host, address } of old) {
    await store
      .deleteFrom("presentations")
      .where("certificate", "=", certificate)
      .where("host", "=", host)
      .where("address", "=", address)
      .execute();
  }
  return old.length;
}
