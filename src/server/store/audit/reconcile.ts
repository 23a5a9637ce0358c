import { sql } from "kysely";
import * as v from "valibot";
import { nameOf, serialIn } from "../certificates/certificate-name.ts";
import type { AuditRow, CertificateRow, Store, TenantRow } from "../database/schema.ts";
import { reconcileAccounts } from "./reconcile-accounts.ts";

/** A difference between the tables and the audit trail. */
export interface Discrepancy {
  /** A certificate's issuer and serial, a tenant's or an account's name, or a key's hash. */
  readonly object: string;
  /** The number of the entry; undefined if there is none. */
  readonly entry: number | undefined;
  readonly what:
    | "certificate-missing"
    | "certificate-changed"
    | "certificate-without-entry"
    | "revocation-changed"
    | "revocation-without-entry"
    | "stage-changed"
    | "key-not-destroyed"
    | "key-not-blocked"
    | "tenant-changed"
    | "account-changed";
}

/** Compares the tables with the audit trail, which it reads page by page. */
export interface Reconciliation {
  read(page: readonly AuditRow[]): Promise<void>;
  /**
   * To be called after the last page.
   *
   * @returns the discrepancies, at most a hundred
   */
  finish(): Promise<readonly Discrepancy[]>;
}

const maximum = 100;

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
    product: v.optional(v.string()),
    keyKind: v.optional(v.string()),
    retireAfterDays: v.optional(v.nullable(v.number())),
    destroyKeysAfterDays: v.optional(v.nullable(v.number())),
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

/** What the trail records of a tenant. */
type Recorded = Partial<TenantRow> & { readonly entry: number };

/**
 * Begins a comparison. Services may write meanwhile: what the trail records stays true, and every change has its entry.
 */
export function reconcile(store: Store): Reconciliation {
  const found: Discrepancy[] = [];
  const tenants = new Map<string, Recorded>();
  const accounts = reconcileAccounts(store);
  /** Keys that are not blocked although the trail records that they were, with the entries; it may unblock them later. */
  const unblocked = new Map<string, number>();
  const recorded = { issued: 0, revoked: 0, last: 0 };
  const differ = (what: Discrepancy["what"], object: string, entry?: number): void => {
    if (found.length < maximum) found.push({ what, object, entry });
  };
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
      for (const { object, number } of await findMissing(store, page, "key-blocked")) unblocked.set(object, number);
      for (const { object, number } of await findMissing(store, page, "revocation-kept"))
        differ("revocation-changed", object, number);
      for (const entry of page) {
        if (entry.action === "key-unblocked" && (unblocked.get(entry.object) ?? Infinity) < entry.number)
          unblocked.delete(entry.object);
        if (entry.action.startsWith("tenant-")) tenants.set(entry.object, follow(tenants.get(entry.object), entry));
      }
      accounts.read(page);
      recorded.last = page.at(-1)?.number ?? recorded.last;
    },
    async finish() {
      for (const object of await findChangedTenants(store, tenants, recorded.last)) differ("tenant-changed", object);
      for (const object of await accounts.finish()) differ("account-changed", object);
      const sinceUnblocked = new Set(await findObjectsSince(store, recorded.last, "key-unblocked"));
      for (const [key, entry] of unblocked) if (!sinceUnblocked.has(key)) differ("key-not-blocked", key, entry);
      const { issued, revoked } = await count(store);
      // Finding which ones takes long, because it searches the entries: only if there are too many.
      if (issued > recorded.issued)
        for (const object of await withoutEntry(store, "issued")) differ("certificate-without-entry", object);
      if (revoked > recorded.revoked)
        for (const object of await withoutEntry(store, "revoked")) differ("revocation-without-entry", object);
      return found;
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

function follow(before: Recorded | undefined, entry: AuditRow): Recorded {
  const { product, keyKind, retireAfterDays, destroyKeysAfterDays } = detailOf(entry);
  const at = { ...before, entry: entry.number };
  if (entry.action === "tenant-closed") return { ...at, closedAt: entry.at };
  if (product === undefined) return entry.action === "tenant-changed" ? at : { ...at, closedAt: null };
  return {
    ...at,
    product,
    closedAt: before?.closedAt ?? null,
    ...(keyKind === "P-256" || keyKind === "RSA-2048" ? { keyKind } : {}),
    ...(retireAfterDays === undefined ? {} : { retireAfterDays }),
    ...(destroyKeysAfterDays === undefined ? {} : { destroyKeysAfterDays }),
  };
}

/** A tenant with entries after the last page is not compared. */
async function findChangedTenants(store: Store, known: ReadonlyMap<string, Recorded>, last: number): Promise<string[]> {
  const rows = new Map((await store.selectFrom("tenants").selectAll().execute()).map((row) => [row.name, row]));
  const suspects = [...new Set([...known.keys(), ...rows.keys()])].filter((name) => !isAsRecorded(rows.get(name), known.get(name)));
  if (suspects.length === 0) return [];
  const since = new Set(await findObjectsSince(store, last, "tenant-%"));
  return suspects.filter((name) => !since.has(name));
}

/** The objects of the entries after one whose action matches a pattern. */
async function findObjectsSince(store: Store, last: number, pattern: string): Promise<string[]> {
  const rows = await store
    .selectFrom("audit")
    .select("object")
    .where("number", ">", last)
    .where("action", "like", pattern)
    .execute();
  return rows.map(({ object }) => object);
}

/** The entries of a page about a blocked key, or a revocation that is kept for the lists, that have no row. */
async function findMissing(
  store: Store,
  page: readonly AuditRow[],
  action: "key-blocked" | "revocation-kept",
): Promise<AuditRow[]> {
  const entries = page.filter((entry) => entry.action === action);
  if (entries.length === 0) return [];
  const objects = entries.map(({ object }) => object);
  const rows =
    action === "key-blocked"
      ? await store.selectFrom("blockedKeys").select("spkiSha256 as object").where("spkiSha256", "in", objects).execute()
      : await findUnknownRevocations(store, objects);
  const present = new Set(rows.map(({ object }) => object));
  return entries.filter(({ object }) => !present.has(object));
}

async function findUnknownRevocations(store: Store, objects: readonly string[]): Promise<{ readonly object: string }[]> {
  const rows = await store
    .selectFrom("unknownRevocations")
    .select(["issuer", "serial"])
    .where("serial", "in", objects.map(serialIn))
    .execute();
  return rows.flatMap((row) => [{ object: nameOf(row) }, { object: row.serial }]);
}

function isAsRecorded(row: TenantRow | undefined, known: Recorded | undefined): boolean {
  if (row === undefined || known === undefined) return false;
  const expected = { ...row, ...known };
  const kept = ["product", "keyKind", "retireAfterDays", "destroyKeysAfterDays", "closedAt"] as const;
  return kept.every((column) => row[column] === expected[column]);
}

async function count(store: Store): Promise<{ readonly issued: number; readonly revoked: number }> {
  return await store
    .selectFrom("certificates")
    .select((of) => [of.fn.countAll<number>().as("issued"), of.fn.count<number>("revokedAt").as("revoked")])
    .executeTakeFirstOrThrow();
}

async function withoutEntry(store: Store, what: "issued" | "revoked"): Promise<string[]> {
  const actions = what === "issued" ? ["issued"] : ["revoked", "retired"];
  const rows = await store
    .selectFrom("certificates")
    .select(["issuer", "serial"])
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
    .limit(maximum)
    .execute();
  return rows.map(nameOf);
}
