import { sql, type RawBuilder } from "kysely";
import type { HolderRow, Store, StoreTransaction } from "../database/schema.ts";

/** A page of rows that are looked at. */
interface Page<Key> {
  /** The last row of the page before; undefined for the first page. */
  readonly after: Key | undefined;
  readonly limit: number;
  /** What ended before, and has not been edited since, is forgotten; in milliseconds. */
  readonly cutoff: number;
}

/** What was looked at: the last row, undefined at the end, and those that are forgotten. */
export interface Looked<Key> {
  readonly last: Key | undefined;
  readonly old: readonly Key[];
}

type HolderKey = Pick<HolderRow, "tenant" | "cn">;

/** Whether a holder has a certificate that is valid after a moment, or was until then. */
function hasCertificateAfter(cutoff: number): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from certificates where certificates.tenant = holders.tenant and certificates.cn = holders.cn
    and ((certificates.revoked_at is null and certificates.not_after > ${cutoff}) or certificates.revoked_at > ${cutoff}))`;
}

/** Looks through the holders whose certificates may all have ended. */
export async function lookAtHolders(store: Store, { after, limit, cutoff }: Page<HolderKey>): Promise<Looked<HolderKey>> {
  const rows = await store
    .selectFrom("holders")
    .select(["tenant", "cn", "editedAt"])
    .select(sql<number>`case when ${hasCertificateAfter(cutoff)} then 1 else 0 end`.as("held"))
    .$if(after !== undefined, (query) => query.where(sql<boolean>`(tenant, cn) > (${after?.tenant}, ${after?.cn})`))
    .orderBy("tenant")
    .orderBy("cn")
    .limit(limit)
    .execute();
  return {
    last: rows.length < limit ? undefined : rows.at(-1),
    old: rows.filter(({ held, editedAt }) => held === 0 && editedAt <= cutoff),
  };
}

/**
 * Forgets holders, unless they have had a certificate since.
 *
 * @returns how many
 */
export async function removeHolders(transaction: StoreTransaction, holders: readonly HolderKey[], cutoff: number): Promise<number> {
  let removed = 0;
  for (const { tenant, cn } of holders) {
    const { numDeletedRows } = await transaction
      .deleteFrom("holders")
      .where("tenant", "=", tenant)
      .where("cn", "=", cn)
      .where(sql<boolean>`not ${hasCertificateAfter(cutoff)}`)
      .executeTakeFirstOrThrow();
    removed += Number(numDeletedRows);
  }
  return removed;
}

/** Looks through the notes whose certificates may have ended. */
export async function lookAtNotes(store: Store, { after, limit, cutoff }: Page<number>): Promise<Looked<number>> {
  const rows = await store
    .selectFrom("certificateNotes")
    .innerJoin("certificates", "certificates.number", "certificateNotes.certificate")
    .select(["certificateNotes.certificate", "certificateNotes.editedAt", "certificates.notAfter", "certificates.revokedAt"])
    .where("certificateNotes.certificate", ">", after ?? 0)
    .orderBy("certificateNotes.certificate")
    .limit(limit)
    .execute();
  const old = rows.filter(
    ({ editedAt, notAfter, revokedAt }) => Math.min(notAfter, revokedAt ?? notAfter) <= cutoff && editedAt <= cutoff,
  );
  return {
    last: rows.length < limit ? undefined : rows.at(-1)?.certificate,
    old: old.map(({ certificate }) => certificate),
  };
}

/**
 * Forgets the notes about certificates.
 *
 * @returns how many
 */
export async function removeNotes(transaction: StoreTransaction, certificates: readonly number[]): Promise<number> {
  const removal = transaction.deleteFrom("certificateNotes").where("certificate", "in", certificates);
  return Number((await removal.executeTakeFirstOrThrow()).numDeletedRows);
}

/**
 * Forgets recovery codes that expired before a moment, used or not.
 *
 * @returns how many
 */
export async function removeRecoveryCodesBefore(transaction: StoreTransaction, moment: number): Promise<number> {
  const removal = transaction.deleteFrom("recoveryCodes").where("expiresAt", "<=", moment);
  return Number((await removal.executeTakeFirstOrThrow()).numDeletedRows);
}

/**
 * Forgets who ordered renewals, and why they said so, where nothing is due by an order since before a moment: it ended, or its
 * certificates expired. The order itself stays, because earlier ones would come into force without it.
 *
 * @returns how many orders
 */
export async function forgetOrderers(transaction: StoreTransaction, moment: number): Promise<number> {
  const change = transaction
    .updateTable("renewalOrders")
    .set({ reason: "", holderReason: null, orderedBy: null })
    .where(sql<boolean>`(reason <> '' or holder_reason is not null or ordered_by is not null)`)
    .where(
      sql<boolean>`(ends_at <= ${moment}
        or (certificate is not null
          and (select not_after from certificates where number = renewal_orders.certificate) <= ${moment})
        or (certificate is null and not exists (select 1 from certificates where number <= renewal_orders.up_to
          and not_after > ${moment} and (renewal_orders.tenant is null or tenant = renewal_orders.tenant))))`,
    );
  return Number((await change.executeTakeFirstOrThrow()).numUpdatedRows);
}
