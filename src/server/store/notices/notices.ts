import { sql } from "kysely";
import type { CertificateRow, NoticeRow, Store, StoreTransaction } from "../database/schema.ts";
import { noticeStateAt, type NoticeState } from "./notice-state.ts";

/** What a notice is about: a certificate was issued, or ends within so many days. */
export type NoticeKind = "issued" | `expires-${number}`;

/** One notice to one address. */
export type NoticePlace = Pick<NoticeRow, "serial" | "channel" | "address">;

/**
 * Finds the notices that are due and not written down yet: of each certificate that is in force, has not been replaced
 * by one in use, and ends within a span, or was issued within one after its tenant named the address.
 */
export async function findDueNotices(
  store: Store,
  kind: NoticeKind,
  span: { readonly column: "notAfter" | "issuedAt"; readonly from: number; readonly to: number },
  now: number,
  limit: number,
): Promise<NoticePlace[]> {
  return await store
    .selectFrom("noticeAddresses")
    .innerJoin("tenants", "tenants.name", "noticeAddresses.tenant")
    .innerJoin("certificates", "certificates.tenant", "noticeAddresses.tenant")
    .select(["certificates.serial", "noticeAddresses.channel", "noticeAddresses.address"])
    .where("tenants.closedAt", "is", null)
    .where("certificates.revokedAt", "is", null)
    .where("certificates.notAfter", ">", now)
    .where(`certificates.${span.column}`, ">", span.from)
    .where(`certificates.${span.column}`, "<=", span.to)
    .$if(span.column === "issuedAt", (query) => query.whereRef("certificates.issuedAt", ">=", "noticeAddresses.addedAt"))
    .$if(span.column === "notAfter", (query) =>
      query.where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom("certificates as replacement")
              .select("replacement.serial")
              .whereRef("replacement.replaces", "=", "certificates.serial")
              .where("replacement.firstUsedAt", "is not", null),
          ),
        ),
      ),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("notices")
            .select("notices.serial")
            .whereRef("notices.serial", "=", "certificates.serial")
            .whereRef("notices.channel", "=", "noticeAddresses.channel")
            .whereRef("notices.address", "=", "noticeAddresses.address")
            .where("notices.kind", "=", kind),
        ),
      ),
    )
    .limit(limit)
    .execute();
}

/** Writes notices down that are to be sent; those that another process has written down stay as they are. */
export async function insertNotices(store: Store, kind: NoticeKind, places: readonly NoticePlace[], now: number): Promise<void> {
  const rows = places.map((place) => ({ ...place, kind, state: "waiting" as const, attempts: 0, nextAt: now }));
  await store
    .insertInto("notices")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["serial", "kind", "channel", "address"]).doNothing())
    .execute();
}

/** A notice that this process has taken, with what it is about. */
export type ClaimedNotice = NoticeRow &
  Pick<CertificateRow, "tenant" | "cn" | "notAfter" | "revokedAt"> & {
    /** Whether the tenant still wants it there. */
    readonly wanted: boolean;
    readonly replaced: boolean;
  };

/** Which notices are due. */
export interface DueNotices {
  readonly now: number;
  /** No notice waits for longer; one that seems to was put off by a clock that was ahead, and is due. */
  readonly longestPause: number;
}

function isDue({ now, longestPause }: DueNotices) {
  return sql<boolean>`(notices.next_at <= ${now} or notices.next_at > ${now + longestPause})`;
}

/** Takes notices that wait, so that no other process sends them. */
export async function claimNotices(transaction: StoreTransaction, due: DueNotices, limit: number): Promise<ClaimedNotice[]> {
  const rows = await transaction
    .selectFrom("notices")
    .innerJoin("certificates", "certificates.serial", "notices.serial")
    .leftJoin("noticeAddresses", (join) =>
      join
        .onRef("noticeAddresses.tenant", "=", "certificates.tenant")
        .onRef("noticeAddresses.channel", "=", "notices.channel")
        .onRef("noticeAddresses.address", "=", "notices.address"),
    )
    .leftJoin("certificates as replacement", "replacement.replaces", "certificates.serial")
    .selectAll("notices")
    .select(["certificates.tenant", "certificates.cn", "certificates.notAfter", "certificates.revokedAt"])
    .select(["noticeAddresses.addedAt", "replacement.firstUsedAt"])
    .where("notices.state", "=", "waiting")
    .where(isDue(due))
    .orderBy("notices.nextAt")
    .limit(limit)
    .execute();
  for (const row of rows) await settleNotice(transaction, row, { state: "sending", attempts: row.attempts + 1, nextAt: due.now });
  return rows.map(({ addedAt, firstUsedAt, ...row }) => ({
    ...row,
    attempts: row.attempts + 1,
    wanted: addedAt !== null,
    replaced: firstUsedAt !== null,
  }));
}

/** Writes down what became of a notice. */
export async function settleNotice(
  store: Store,
  { serial, kind, channel, address }: Pick<NoticeRow, "serial" | "kind" | "channel" | "address">,
  outcome: Pick<NoticeRow, "state" | "attempts" | "nextAt"> & Partial<Pick<NoticeRow, "failure">>,
): Promise<void> {
  await store
    .updateTable("notices")
    .set(outcome)
    .where("serial", "=", serial)
    .where("kind", "=", kind)
    .where("channel", "=", channel)
    .where("address", "=", address)
    .execute();
}

/**
 * Has notices sent again, from the first attempt on, whose certificate is still in force.
 *
 * @returns how many
 */
export async function requeueNotices(
  transaction: StoreTransaction,
  { tenant, states }: { readonly tenant: string | undefined; readonly states: readonly NoticeState[] },
  now: number,
): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable("notices")
    .set({ state: "waiting", attempts: 0, nextAt: now })
    .where(sql<boolean>`${noticeStateAt(now)} in (${sql.join(states)})`)
    .where("serial", "in", (of) =>
      of
        .selectFrom("certificates")
        .select("certificates.serial")
        .where("certificates.revokedAt", "is", null)
        .where("certificates.notAfter", ">", now)
        .$if(tenant !== undefined, (query) => query.where("certificates.tenant", "=", tenant ?? "")),
    )
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Whether a notice waits that is due. */
export async function hasWaitingNotice(store: Store, due: DueNotices): Promise<boolean> {
  const waiting = store.selectFrom("notices").select("serial").where("state", "=", "waiting").where(isDue(due));
  return (await waiting.limit(1).executeTakeFirst()) !== undefined;
}
