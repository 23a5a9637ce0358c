import { sql } from "kysely";
import * as v from "valibot";
import { nameOf, serialIn } from "../certificates/certificate-name.ts";
import { findBySerials } from "../certificates/taken-certificates.ts";
import { pagesOf } from "../database/pages.ts";
import type { AuditRow, CertificateRow, Store } from "../database/schema.ts";
import { mostDiscrepancies, type Discrepancy } from "./discrepancy.ts";
import { reconcileTaken, type Ranges } from "./reconcile-taken.ts";

/** Compares the certificates and their revocations with the audit trail, which it reads page by page. */
export interface CertificateReconciliation {
  read(page: readonly AuditRow[]): Promise<void>;
  /** Must be called after the last page. */
  finish(): Promise<void>;
}

/** Receives a discrepancy. */
type Differ = (what: Discrepancy["what"], object: string, entry?: number) => void;

const Detail = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    tenant: v.optional(v.string()),
    cn: v.optional(v.string()),
    number: v.optional(v.number()),
    notAfter: v.optional(v.string()),
    predecessor: v.optional(v.nullable(v.string())),
    reason: v.optional(v.string()),
    revokedAt: v.optional(v.string()),
  }),
);
type Detail = v.InferOutput<typeof Detail>;

const columns = [
  "certificates.number",
  "certificates.issuer",
  "certificates.serial",
  "certificates.tenant",
  "certificates.cn",
  "certificates.notAfter",
  "certificates.issuedAt",
  "certificates.fetchedAt",
  "certificates.passwordShownAt",
  "certificates.importedAt",
  "certificates.firstUsedAt",
  "certificates.revokedAt",
  "certificates.revocationReason",
] as const;
type Compared = Omit<CertificateRow, "der" | "spkiSha256" | "notBefore" | "predecessor" | "replaces" | "revocationNumber"> & {
  readonly predecessorIssuer: string | null;
  readonly predecessorSerial: string | null;
  readonly destroyedAt: number | null;
};

const stages = {
  fetched: "fetchedAt",
  "password-shown": "passwordShownAt",
  imported: "importedAt",
  "first-used": "firstUsedAt",
  "key-destroyed": "destroyedAt",
} as const;

function isStage(action: string): action is keyof typeof stages {
  return action in stages;
}

/**
 * Begins a comparison. Services may write meanwhile: what the trail records stays true, and every change has its entry.
 */
export function reconcileCertificates(store: Store, differ: Differ): CertificateReconciliation {
  const recorded = { issued: 0, revoked: 0 };
  const taken = reconcileTaken(store, differ);
  const compare = (entry: AuditRow, row: Compared | undefined, detail: Detail): void => {
    const { action, object, number, at } = entry;
    if (row === undefined) differ("certificate-missing", object, number);
    else if (action === "issued" && !isAsIssued(row, detail, at)) differ("certificate-changed", object, number);
    else if (isRevocation(action) && !isAsRevoked(row, detail, entry)) differ("revocation-changed", object, number);
    else if (isStage(action) && row[stages[action]] !== at) {
      differ(action === "key-destroyed" ? "key-not-destroyed" : "stage-changed", object, number);
    }
  };
  return {
    async read(page) {
      const ofCertificates = page.filter(({ action }) => action === "issued" || isRevocation(action) || isStage(action));
      const rows = await readRows(store, [...new Set(ofCertificates.map(({ object }) => object))]);
      for (const entry of ofCertificates) {
        recorded.issued += entry.action === "issued" ? 1 : 0;
        recorded.revoked += isRevocation(entry.action) ? 1 : 0;
        compare(entry, rows.get(entry.object), detailOf(entry));
      }
      await taken.read(page);
      for (const { object, number } of await findMissingRevocations(store, page)) differ("revocation-changed", object, number);
    },
    async finish() {
      await taken.finish();
      const { issued, revoked } = await count(store);
      // Finding out which ones takes long, because it searches the entries, so it is done only if there are too many.
      const { certificates, revocations } = taken.covered;
      if (issued > recorded.issued + certificates.count)
        for (const object of await withoutEntry(store, "issued", certificates)) differ("certificate-without-entry", object);
      if (revoked > recorded.revoked + revocations.count)
        for (const object of await withoutEntry(store, "revoked", revocations)) differ("revocation-without-entry", object);
    },
  };
}

function isRevocation(action: string): boolean {
  return action === "revoked" || action === "retired";
}

function detailOf({ detail }: AuditRow): Detail {
  const decoded = v.safeParse(Detail, detail);
  return decoded.success ? decoded.output : {};
}

function isAsIssued(row: Compared, { tenant, cn, number, notAfter, predecessor }: Detail, at: number): boolean {
  const same = row.tenant === tenant && row.cn === cn && row.number === number && isPredecessor(row, predecessor);
  return same && row.issuedAt === at && new Date(row.notAfter).toISOString() === notAfter;
}

function isAsRevoked(row: Compared, { reason, revokedAt }: Detail, { action, at }: AuditRow): boolean {
  const moment = revokedAt === undefined ? at : Date.parse(revokedAt);
  return row.revokedAt === moment && row.revocationReason === (action === "retired" ? action : reason);
}

function isPredecessor({ predecessorIssuer: issuer, predecessorSerial: serial }: Compared, name: Detail["predecessor"]): boolean {
  if (issuer === null || serial === null) return name === null;
  return name === nameOf({ issuer, serial }) || name === serial;
}

/** By the objects of entries. */
async function readRows(store: Store, objects: readonly string[]): Promise<Map<string, Compared>> {
  if (objects.length === 0) return new Map();
  const rows = await store
    .selectFrom("certificates")
    .leftJoin("certificates as predecessor", "predecessor.number", "certificates.predecessor")
    .leftJoin("keptKeys", "keptKeys.certificate", "certificates.number")
    .select([...columns, "keptKeys.destroyedAt"])
    .select(["predecessor.issuer as predecessorIssuer", "predecessor.serial as predecessorSerial"])
    .where("certificates.serial", "in", objects.map(serialIn))
    .execute();
  // Early entries have only the serial number.
  return new Map(rows.flatMap((row) => [[row.serial, row] as const, [nameOf(row), row] as const]));
}

/** The entries of a page about a revocation of an unknown certificate that has no row. */
async function findMissingRevocations(store: Store, page: readonly AuditRow[]): Promise<AuditRow[]> {
  const entries = page.filter(({ action }) => action === "revocation-kept");
  if (entries.length === 0) return [];
  const rows = await store
    .selectFrom("unknownRevocations")
    .select(["issuer", "serial"])
    .where(
      "serial",
      "in",
      entries.map(({ object }) => serialIn(object)),
    )
    .execute();
  // Revocations of certificates that were imported later are in their rows.
  const taken = await findBySerials(
    store,
    entries.map(({ object }) => serialIn(object)),
  );
  const revoked = taken.filter(({ revokedAt }) => revokedAt !== null);
  const present = new Set([...rows, ...revoked].flatMap((row) => [nameOf(row), row.serial]));
  return entries.filter(({ object }) => !present.has(object));
}

async function count(store: Store): Promise<{ readonly issued: number; readonly revoked: number }> {
  return await store
    .selectFrom("certificates")
    .select((of) => [of.fn.countAll<number>().as("issued"), of.fn.count<number>("revokedAt").as("revoked")])
    .executeTakeFirstOrThrow();
}

/** The rows without an entry, except those that batch entries cover. */
async function withoutEntry(store: Store, what: "issued" | "revoked", covered: Ranges): Promise<string[]> {
  const found: string[] = [];
  const pages = pagesOf<Pick<CertificateRow, "number" | "issuer" | "serial" | "revocationNumber">>(
    async (last) => await readWithoutEntry(store, what, last?.number ?? 0),
  );
  for await (const page of pages) {
    const uncovered = page.filter(({ number, revocationNumber }) => !covered.has(what === "issued" ? number : revocationNumber));
    found.push(...uncovered.map(nameOf));
    if (found.length >= mostDiscrepancies) break;
  }
  return found;
}

async function readWithoutEntry(
  store: Store,
  what: "issued" | "revoked",
  after: number,
): Promise<Pick<CertificateRow, "number" | "issuer" | "serial" | "revocationNumber">[]> {
  const actions = what === "issued" ? ["issued"] : ["revoked", "retired"];
  return await store
    .selectFrom("certificates")
    .select(["number", "issuer", "serial", "revocationNumber"])
    .where("number", ">", after)
    .$if(what === "revoked", (query) => query.where("revokedAt", "is not", null))
    .where((is) => {
      const entry = is
        .selectFrom("audit")
        .select(sql.lit(1).as("one"))
        .where("audit.object", "in", [
          is.ref("certificates.serial"),
          sql<string>`certificates.issuer || '/' || certificates.serial`,
        ]);
      return is.not(is.exists(entry.where("action", "in", actions)));
    })
    .orderBy("number")
    .limit(mostDiscrepancies)
    .execute();
}
