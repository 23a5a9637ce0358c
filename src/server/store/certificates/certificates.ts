import { isSqlite } from "../database/node-sqlite.ts";
import { prepared, preparedStatement, type Placeholders } from "../database/prepared.ts";
import type { CertificateEntry, CertificateRow, Store, StoreTransaction, TenantRow } from "../database/schema.ts";
import { latestOrder } from "./latest-order.ts";

/** A certificate with everything that decisions about it depend on, read at the same moment. */
export type HeldCertificate = CertificateRowWithRules & {
  /** Its replacement, used or not, if there is one that is not revoked. */
  readonly replacement: CertificateRow | undefined;
};

type CertificateRowWithRules = CertificateRow &
  Pick<TenantRow, "product" | "keyKind" | "closedAt" | "retireAfterDays" | "timeZone" | "promptDays" | "renewalKeys"> & {
    /** When its renewal was ordered; null if it was not. */
    readonly orderedAt: number | null;
    /** When that order ends; null if it does not. */
    readonly orderEndsAt: number | null;
    /** The number of the newest certificate at the time of the order. */
    readonly orderUpTo: number | null;
    /** The reason that its holder is shown. */
    readonly orderReason: string | null;
    /** From when that order makes it due; null from the order on. */
    readonly orderStartsAt: number | null;
    /** The hours in which it does, by the tenant's clocks; null for all hours. */
    readonly orderWindowFrom: string | null;
    readonly orderWindowTo: string | null;
    /** As the audit trail names them; null for early orders, which operators made. */
    readonly orderedBy: string | null;
  };

/**
 * The certificate with this number, its tenant's rules and its replacement, read in one query, so that decisions are
 * based on a consistent state.
 */
export async function findHeldCertificate(store: Store, number: number): Promise<HeldCertificate | undefined> {
  const rows = await byNumber(store, { number });
  const held = rows.find((row) => row.number === number);
  return held && withReplacement(held, rows);
}

/** The certificates with this serial number, one of each issuer, as `findHeldCertificate`. */
export async function findHeldBySerial(store: Store, serial: string): Promise<HeldCertificate[]> {
  const rows = await bySerial(store, { serial });
  return rows.filter((row) => row.serial === serial).map((row) => withReplacement(row, rows));
}

/** The most parameters of one query, which both databases take. */
export const mostParameters = 16_000;

/** The certificates with these numbers, by their numbers, as `findHeldCertificate`. */
export async function findHeldByNumbers(store: Store, numbers: readonly number[]): Promise<Map<number, HeldCertificate>> {
  const found = new Map<number, HeldCertificate>();
  for (let at = 0; at < numbers.length; at += mostParameters) {
    const some = numbers.slice(at, at + mostParameters);
    const rows = await selectHeld(store)
      .where((is) => is.or([is("certificates.number", "in", some), is("certificates.replaces", "in", some)]))
      .execute();
    const replacements = new Map(rows.flatMap((row) => (row.replaces === null ? [] : [[row.replaces, row] as const])));
    const asked = new Set(some);
    for (const row of rows) if (asked.has(row.number)) found.set(row.number, { ...row, replacement: replacements.get(row.number) });
  }
  return found;
}

function withReplacement(held: CertificateRowWithRules, rows: readonly CertificateRow[]): HeldCertificate {
  return { ...held, replacement: rows.find(({ replaces }) => replaces === held.number) };
}

const byNumber = prepared((store, of: Placeholders<{ number: number }>) =>
  selectHeld(store).where((is) =>
    is.or([is("certificates.number", "=", of("number")), is("certificates.replaces", "=", of("number"))]),
  ),
);

const bySerial = prepared((store, of: Placeholders<{ serial: string }>) =>
  selectHeld(store)
    .innerJoin("certificates as named", (join) =>
      join.on((is) =>
        is.or([is("certificates.number", "=", is.ref("named.number")), is("certificates.replaces", "=", is.ref("named.number"))]),
      ),
    )
    .where("named.serial", "=", of("serial")),
);

function selectHeld(store: Store) {
  return store
    .selectFrom("certificates")
    .innerJoin("tenants", "tenants.name", "certificates.tenant")
    .leftJoin("renewalOrders", (join) => join.on((columns) => columns("renewalOrders.number", "=", latestOrder(columns))))
    .selectAll("certificates")
    .select(["tenants.product", "tenants.keyKind", "tenants.closedAt", "tenants.retireAfterDays"])
    .select(["tenants.timeZone", "tenants.promptDays", "tenants.renewalKeys"])
    .select(["renewalOrders.orderedAt", "renewalOrders.endsAt as orderEndsAt", "renewalOrders.upTo as orderUpTo"])
    .select(["renewalOrders.holderReason as orderReason", "renewalOrders.startsAt as orderStartsAt", "renewalOrders.orderedBy"])
    .select(["renewalOrders.windowFrom as orderWindowFrom", "renewalOrders.windowTo as orderWindowTo"]);
}

/** Adds a certificate, and returns its number. */
export async function insertCertificate(store: Store, certificate: NewCertificate): Promise<number> {
  const added = await addCertificate(store, { ...certificate, replaces: certificate.predecessor });
  const [row] = added.rows;
  const number = row !== undefined && "number" in row ? row.number : added.insertId;
  if (number === undefined) throw new Error("The database returned no number for an added certificate.");
  return Number(number);
}

/** A newly issued certificate, which replaces its predecessor. */
type NewCertificate = Omit<CertificateEntry, "replaces"> & Pick<CertificateRow, "predecessor">;

const addCertificate = preparedStatement((store, of: Placeholders<NewCertificate & Pick<CertificateRow, "replaces">>) => {
  const names = { serial: of("serial"), tenant: of("tenant"), cn: of("cn"), spkiSha256: of("spkiSha256") };
  const validity = { notBefore: of("notBefore"), notAfter: of("notAfter"), issuedAt: of("issuedAt") };
  const line = { predecessor: of("predecessor"), replaces: of("replaces") };
  const added = store.insertInto("certificates").values({ ...names, ...validity, ...line, der: of("der"), issuer: of("issuer") });
  // SQLite reports the number anyway; a returning clause would make it copy every page that it changes first.
  return isSqlite(store) ? added : added.returning("number");
});

/**
 * Marks a certificate as revoked; it then no longer replaces another certificate. Its own replacement, if it has one,
 * becomes that of its predecessor, which would otherwise be renewed a second time.
 */
export async function markRevoked(
  transaction: StoreTransaction,
  number: number,
  reason: NonNullable<CertificateRow["revocationReason"]>,
  at: number,
): Promise<void> {
  const revoked = await transaction
    .selectFrom("certificates")
    .select("replaces")
    .where("number", "=", number)
    .executeTakeFirstOrThrow();
  const { latest } = await transaction
    .selectFrom("certificates")
    .select((columns) => columns.fn.max("revocationNumber").as("latest"))
    .where("revocationNumber", "is not", null)
    .executeTakeFirstOrThrow();
  await transaction
    .updateTable("certificates")
    .set({ revokedAt: at, revocationReason: reason, revocationNumber: (latest ?? 0) + 1, replaces: null })
    .where("number", "=", number)
    .execute();
  await transaction.updateTable("certificates").set({ replaces: revoked.replaces }).where("replaces", "=", number).execute();
}
