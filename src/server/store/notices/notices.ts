import { sql } from "kysely";
import type { CertificateRow, NoticeRow, Store, StoreTransaction } from "../database/schema.ts";
import { readHolderKind, type HolderNoticeKind } from "./holder-notice-kind.ts";
import type { NoticeChannel } from "./notice-addresses.ts";
import { noticeStateAt, type NoticeState } from "./notice-state.ts";

/**
 * What a notice reports: a certificate was issued, expires within a number of days, or was handed out (see `handOutKind`), or
 * its holder, with others, got a recovery code (see `recoveryCodeKind`); or, to its holder, expires (see `holderKind`).
 */
export type NoticeKind = "issued" | `expires-${number}` | `handed-out-${string}` | `recovery-code${string}` | HolderNoticeKind;

/** One notice to one address. */
export type NoticePlace = Pick<NoticeRow, "certificate" | "channel" | "address">;

/**
 * Finds the notices that are due and not recorded yet, about valid certificates: those that expire within a span of time
 * and have no replacement in use, or those that were issued within one, after their tenant's address was added.
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
    .select(["certificates.number as certificate", "noticeAddresses.channel", "noticeAddresses.address"])
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
              .select("replacement.number")
              .whereRef("replacement.replaces", "=", "certificates.number")
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
            .select("notices.certificate")
            .whereRef("notices.certificate", "=", "certificates.number")
            .whereRef("notices.channel", "=", "noticeAddresses.channel")
            .whereRef("notices.address", "=", "noticeAddresses.address")
            .where("notices.kind", "=", kind),
        ),
      ),
    )
    .limit(limit)
    .execute();
}

/** Records notices to send, unless another process has recorded them already. */
export async function insertNotices(store: Store, kind: NoticeKind, places: readonly NoticePlace[], now: number): Promise<void> {
  const rows = places.map((place) => ({ ...place, kind, state: "waiting" as const, attempts: 0, nextAt: now }));
  await store
    .insertInto("notices")
    .values(rows)
    .onConflict((conflict) => conflict.columns(["certificate", "kind", "channel", "address"]).doNothing())
    .execute();
}

/** The kinds of the notices about a certificate. */
export async function findNoticeKinds(store: Store, certificate: number): Promise<string[]> {
  const rows = await store.selectFrom("notices").select("kind").distinct().where("certificate", "=", certificate).execute();
  return rows.map(({ kind }) => kind);
}

/** A notice that this process has claimed, with its certificate. */
export type ClaimedNotice = NoticeRow &
  Pick<CertificateRow, "issuer" | "serial" | "tenant" | "cn" | "notAfter" | "revokedAt"> & {
    readonly product: string;
    /** The IANA name of the time zone of the tenant's clocks. */
    readonly timeZone: string;
    /** Whether the address is still one of the tenant's; of a notice to a holder, whether it is still the holder's. */
    readonly wanted: boolean;
    readonly replaced: boolean;
    /** When its replacement was issued, if nobody has used that yet. */
    readonly pendingSince: number | null;
    /** Whom holders may ask; empty for the tenant's administrators. */
    readonly contact: string;
    /** The device that it is used on; empty if nobody has noted that. */
    readonly device: string;
  };

/** Which notices are due. */
export interface DueNotices {
  readonly now: number;
  /**
   * The longest pause before a retry; a notice due later than that was postponed while the clock was ahead, and counts
   * as due.
   */
  readonly longestPause: number;
}

/** Of one channel. */
interface DueByChannel extends DueNotices {
  readonly channel: NoticeChannel;
  /** Only those to an address of a tenant's holders. */
  readonly holders?: { readonly tenant: string; readonly address: string };
}

function isDue({ now, longestPause, channel }: DueByChannel) {
  return sql<boolean>`(notices.next_at <= ${now} or notices.next_at > ${now + longestPause}) and notices.channel = ${channel}`;
}

/** Claims waiting notices, so that no other process sends them. */
export async function claimNotices(transaction: StoreTransaction, due: DueByChannel, limit: number): Promise<ClaimedNotice[]> {
  const { holders } = due;
  // Chosen before they are joined, so that no database reads whole tables for these few.
  const chosen = transaction
    .selectFrom("notices")
    .selectAll()
    .where("state", "=", "waiting")
    .where(isDue(due))
    .$if(holders !== undefined, (query) =>
      query
        .where("address", "=", holders?.address ?? "")
        .where("kind", "like", "holder-%")
        .where((is) =>
          is.exists(
            is
              .selectFrom("certificates")
              .select("certificates.number")
              .whereRef("certificates.number", "=", "notices.certificate")
              .where("certificates.tenant", "=", holders?.tenant ?? ""),
          ),
        ),
    )
    .orderBy("nextAt")
    .limit(limit);
  const rows = await transaction
    .selectFrom(chosen.as("notices"))
    .innerJoin("certificates", "certificates.number", "notices.certificate")
    .leftJoin("noticeAddresses", (join) =>
      join
        .onRef("noticeAddresses.tenant", "=", "certificates.tenant")
        .onRef("noticeAddresses.channel", "=", "notices.channel")
        .onRef("noticeAddresses.address", "=", "notices.address"),
    )
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .leftJoin("holders", (join) =>
      join.onRef("holders.tenant", "=", "certificates.tenant").onRef("holders.cn", "=", "certificates.cn"),
    )
    .leftJoin("holderRules", "holderRules.tenant", "certificates.tenant")
    .leftJoin("certificateNotes", "certificateNotes.certificate", "certificates.number")
    .leftJoin("certificates as replacement", "replacement.replaces", "certificates.number")
    .selectAll("notices")
    .select(["certificates.issuer", "certificates.serial"])
    .select(["certificates.tenant", "certificates.cn", "certificates.notAfter", "certificates.revokedAt"])
    .select(["noticeAddresses.addedAt", "replacement.firstUsedAt", "replacement.issuedAt as replacementIssuedAt"])
    .select(["tenants.product", "tenants.timeZone", "tenants.closedAt", "holders.mail", "holderRules.mails", "holderRules.contact"])
    .select("certificateNotes.device")
    .orderBy("notices.nextAt")
    .execute();
  for (const row of rows) await settleNotice(transaction, row, { state: "sending", attempts: row.attempts + 1, nextAt: due.now });
  return rows.map(({ addedAt, closedAt, mail, mails, firstUsedAt, replacementIssuedAt, contact, device, ...row }) => ({
    ...row,
    attempts: row.attempts + 1,
    wanted:
      readHolderKind(row.kind) === undefined
        ? addedAt !== null
        : closedAt === null && mails !== "off" && row.channel === "mail" && row.address === mail,
    replaced: firstUsedAt !== null,
    pendingSince: firstUsedAt === null ? replacementIssuedAt : null,
    contact: contact ?? "",
    device: device ?? "",
  }));
}

/** Records the outcome of an attempt to send a notice. */
export async function settleNotice(
  store: Store,
  { certificate, kind, channel, address }: Pick<NoticeRow, "certificate" | "kind" | "channel" | "address">,
  outcome: Pick<NoticeRow, "state" | "attempts" | "nextAt"> & Partial<Pick<NoticeRow, "failure">>,
): Promise<void> {
  await store
    .updateTable("notices")
    .set(outcome)
    .where("certificate", "=", certificate)
    .where("kind", "=", kind)
    .where("channel", "=", channel)
    .where("address", "=", address)
    .execute();
}

/**
 * Queues notices again whose certificate is still valid, starting with the first attempt.
 *
 * @returns the number of notices
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
    .where("certificate", "in", (of) =>
      of
        .selectFrom("certificates")
        .select("certificates.number")
        .where("certificates.revokedAt", "is", null)
        .where("certificates.notAfter", ">", now)
        .$if(tenant !== undefined, (query) => query.where("certificates.tenant", "=", tenant ?? "")),
    )
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Whether a waiting notice is due. */
export async function hasWaitingNotice(store: Store, due: DueByChannel): Promise<boolean> {
  const waiting = store.selectFrom("notices").select("certificate").where("state", "=", "waiting").where(isDue(due));
  return (await waiting.limit(1).executeTakeFirst()) !== undefined;
}
