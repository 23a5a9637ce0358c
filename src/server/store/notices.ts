import { sql } from "kysely";
import type { CertificateRow, NoticeRow, Store, StoreTransaction } from "./schema.ts";

/** What a notice is about: a certificate was issued, or ends within so many days. */
export type NoticeKind = "issued" | `expires-${number}`;
export type NoticeChannel = "mail" | "webhook";

/**
 * Adds an address for a tenant's notices; one that is there stays as it is.
 *
 * @returns whether it was not there
 */
export async function addNoticeAddress(
  store: Store,
  address: { readonly tenant: string; readonly channel: NoticeChannel; readonly address: string; readonly at: number },
): Promise<boolean> {
  const { at: added_at, ...place } = address;
  const { numInsertedOrUpdatedRows } = await store
    .insertInto("notice_addresses")
    .values({ ...place, added_at })
    .onConflict((conflict) => conflict.columns(["tenant", "channel", "address"]).doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/**
 * Removes an address; nothing that still waits for it is sent.
 *
 * @returns whether it was there
 */
export async function removeNoticeAddress(
  store: Store,
  { tenant, channel, address }: { readonly tenant: string; readonly channel: NoticeChannel; readonly address: string },
): Promise<boolean> {
  const removal = store.deleteFrom("notice_addresses").where("tenant", "=", tenant).where("channel", "=", channel);
  const { numDeletedRows } = await removal.where("address", "=", address).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** One notice to one address. */
export type NoticePlace = Pick<NoticeRow, "serial" | "channel" | "address">;

/**
 * Finds the notices that are due and not written down yet: of each certificate that is in force, has not been replaced by one in use, and
 * ends within a span, or was issued within one after its tenant named the address.
 */
export async function findDueNotices(
  store: Store,
  kind: NoticeKind,
  span: { readonly column: "not_after" | "issued_at"; readonly from: number; readonly to: number },
  now: number,
  limit: number,
): Promise<NoticePlace[]> {
  return await store
    .selectFrom("notice_addresses")
    .innerJoin("tenants", "tenants.name", "notice_addresses.tenant")
    .innerJoin("certificates", "certificates.tenant", "notice_addresses.tenant")
    .select(["certificates.serial", "notice_addresses.channel", "notice_addresses.address"])
    .where("tenants.closed_at", "is", null)
    .where("certificates.revoked_at", "is", null)
    .where("certificates.not_after", ">", now)
    .where(`certificates.${span.column}`, ">", span.from)
    .where(`certificates.${span.column}`, "<=", span.to)
    .$if(span.column === "issued_at", (query) =>
      query.whereRef("certificates.issued_at", ">=", "notice_addresses.added_at"),
    )
    .$if(span.column === "not_after", (query) =>
      query.where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom("certificates as replacement")
              .select("replacement.serial")
              .whereRef("replacement.replaces", "=", "certificates.serial")
              .where("replacement.first_used_at", "is not", null),
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
            .whereRef("notices.channel", "=", "notice_addresses.channel")
            .whereRef("notices.address", "=", "notice_addresses.address")
            .where("notices.kind", "=", kind),
        ),
      ),
    )
    .limit(limit)
    .execute();
}

/** Writes notices down that are to be sent; those that another process has written down stay as they are. */
export async function insertNotices(store: Store, kind: NoticeKind, places: readonly NoticePlace[], now: number): Promise<void> {
  const rows = places.map((place) => ({ ...place, kind, state: "waiting" as const, attempts: 0, next_at: now }));
  await store
    .insertInto("notices")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["serial", "kind", "channel", "address"]).doNothing())
    .execute();
}

/** A notice that this process has taken, with what it is about. */
export type ClaimedNotice = NoticeRow &
  Pick<CertificateRow, "tenant" | "cn" | "not_after" | "revoked_at"> & {
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
    .leftJoin("notice_addresses", (join) =>
      join
        .onRef("notice_addresses.tenant", "=", "certificates.tenant")
        .onRef("notice_addresses.channel", "=", "notices.channel")
        .onRef("notice_addresses.address", "=", "notices.address"),
    )
    .leftJoin("certificates as replacement", "replacement.replaces", "certificates.serial")
    .selectAll("notices")
    .select(["certificates.tenant", "certificates.cn", "certificates.not_after", "certificates.revoked_at"])
    .select(["notice_addresses.added_at", "replacement.first_used_at"])
    .where("notices.state", "=", "waiting")
    .where(isDue(due))
    .orderBy("notices.next_at")
    .limit(limit)
    .execute();
  for (const row of rows) await settleNotice(transaction, row, { state: "sending", attempts: row.attempts + 1, next_at: due.now });
  return rows.map(({ added_at, first_used_at, ...row }) => ({
    ...row,
    attempts: row.attempts + 1,
    wanted: added_at !== null,
    replaced: first_used_at !== null,
  }));
}

/** Writes down what became of a notice. */
export async function settleNotice(
  store: Store,
  { serial, kind, channel, address }: Pick<NoticeRow, "serial" | "kind" | "channel" | "address">,
  outcome: Pick<NoticeRow, "state" | "attempts" | "next_at"> & Partial<Pick<NoticeRow, "failure">>,
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

/** A process that took a notice and has not settled it for so long, in milliseconds, has ended in between. */
const abandonedAfter = 60_000;

/** What has become of a notice: `failing` waits to be tried again, what `unknown` is may have arrived. */
export type NoticeState = "waiting" | "failing" | "refused" | "unknown" | "delivered" | "dropped" | "sending";

/** A notice of a list. */
export type ListedNotice = Omit<NoticeRow, "state"> & Pick<CertificateRow, "tenant" | "cn"> & { readonly state: NoticeState };

/** The page of a list of notices, by when something was to be done or was done about them, behind one of them. */
export async function listNotices(
  store: Store,
  { tenant, state }: { readonly tenant?: string | undefined; readonly state?: NoticeState | undefined },
  after: ListedNotice | undefined,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<ListedNotice[]> {
  const stateNow = noticeState(now);
  return await store
    .selectFrom("notices")
    .innerJoin("certificates", "certificates.serial", "notices.serial")
    .select(["notices.serial", "notices.kind", "notices.channel", "notices.address", "notices.attempts", "notices.next_at"])
    .select(["notices.failure", "certificates.tenant", "certificates.cn", stateNow.as("state")])
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(notices.next_at, notices.serial, notices.kind, notices.channel, notices.address) > (${after?.next_at}, ${after?.serial}, ${after?.kind}, ${after?.channel}, ${after?.address})`,
      ),
    )
    .$if(tenant !== undefined, (query) => query.where("certificates.tenant", "=", tenant ?? ""))
    .$if(state !== undefined, (query) => query.where(sql<boolean>`${stateNow} = ${state}`))
    .$if(state === undefined, (query) => query.where("notices.state", "not in", ["delivered", "dropped"]))
    .orderBy("notices.next_at")
    .orderBy("notices.serial")
    .orderBy("notices.kind")
    .orderBy("notices.channel")
    .orderBy("notices.address")
    .limit(limit)
    .execute();
}

function noticeState(now: number) {
  return sql<NoticeState>`case
    when notices.state = 'sending' and abs(notices.next_at - ${now}) > ${abandonedAfter} then 'unknown'
    when notices.state = 'waiting' and notices.attempts > 0 then 'failing'
    else notices.state end`;
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
    .set({ state: "waiting", attempts: 0, next_at: now })
    .where(sql<boolean>`${noticeState(now)} in (${sql.join(states)})`)
    .where("serial", "in", (of) =>
      of
        .selectFrom("certificates")
        .select("certificates.serial")
        .where("certificates.revoked_at", "is", null)
        .where("certificates.not_after", ">", now)
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

/** Whether any tenant wants notices. */
export async function hasNoticeAddress(store: Store): Promise<boolean> {
  return (await store.selectFrom("notice_addresses").select("tenant").limit(1).executeTakeFirst()) !== undefined;
}
