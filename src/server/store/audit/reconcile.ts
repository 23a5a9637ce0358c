import { sql } from "kysely";
import * as v from "valibot";
import type { AuditRow, CertificateRow, Store, TenantRow } from "../database/schema.ts";
import { reconcileAccounts } from "./reconcile-accounts.ts";

/** Something that the tables and the audit trail tell differently. */
export interface Discrepancy {
  /** A certificate's serial, a tenant's or an account's name or a key's hash. */
  readonly object: string;
  /** The number of the entry; undefined where there is none. */
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

/** Compares the tables with the audit trail, of which it is shown page after page. */
export interface Reconciliation {
  look(page: readonly AuditRow[]): Promise<void>;
  /**
   * To be called after the last page.
   *
   * @returns the first hundred discrepancies
   */
  finish(): Promise<readonly Discrepancy[]>;
}

const most = 100;

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
  "certificates.serial",
  "number",
  "tenant",
  "cn",
  "notAfter",
  "predecessor",
  "issuedAt",
  "fetchedAt",
  "passwordShownAt",
  "importedAt",
  "firstUsedAt",
  "revokedAt",
  "revocationReason",
] as const;
type Compared = Omit<CertificateRow, "der" | "spkiSha256" | "notBefore" | "replaces" | "revocationNumber" | "issuer"> & {
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

/** What the trail knows of a tenant. */
type Known = Partial<TenantRow> & { readonly entry: number };

/**
 * Begins to compare. Services may write meanwhile: what the trail tells stays true, and what has been written since
 * has its entry.
 */
export function reconcile(store: Store): Reconciliation {
  const found: Discrepancy[] = [];
  const tenants = new Map<string, Known>();
  const accounts = reconcileAccounts(store);
  /** Keys that are not blocked although the trail tells that they were, with the entries; until it tells more. */
  const unblocked = new Map<string, number>();
  const told = { issued: 0, revoked: 0, last: 0 };
  const differ = (what: Discrepancy["what"], object: string, entry?: number): void => {
    if (found.length < most) found.push({ what, object, entry });
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
    async look(page) {
      const concerned = page.filter(({ action }) => action === "issued" || isRevocation(action) || isStage(action));
      const rows = await readRows(store, [...new Set(concerned.map(({ object }) => object))]);
      for (const entry of concerned) {
        told.issued += entry.action === "issued" ? 1 : 0;
        told.revoked += isRevocation(entry.action) ? 1 : 0;
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
      accounts.look(page);
      told.last = page.at(-1)?.number ?? told.last;
    },
    async finish() {
      for (const object of await findChangedTenants(store, tenants, told.last)) differ("tenant-changed", object);
      for (const object of await accounts.finish()) differ("account-changed", object);
      const takenOff = new Set(await findObjectsSince(store, told.last, "key-unblocked"));
      for (const [key, entry] of unblocked) if (!takenOff.has(key)) differ("key-not-blocked", key, entry);
      const { issued, revoked } = await count(store);
      // The entries alone tell which ones, which takes long: it is asked only where there are too many.
      if (issued > told.issued)
        for (const object of await withoutEntry(store, "issued")) differ("certificate-without-entry", object);
      if (revoked > told.revoked)
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
  const same = row.tenant === tenant && row.cn === cn && row.number === number && row.predecessor === predecessor;
  return same && row.issuedAt === at && new Date(row.notAfter).toISOString() === notAfter;
}

function isAsRevoked(row: Compared, { reason, revokedAt }: Detail, { action, at }: AuditRow): boolean {
  const moment = revokedAt === undefined ? at : Date.parse(revokedAt);
  return row.revokedAt === moment && row.revocationReason === (action === "retired" ? action : reason);
}

async function readRows(store: Store, serials: readonly string[]): Promise<Map<string, Compared>> {
  if (serials.length === 0) return new Map();
  const rows = await store
    .selectFrom("certificates")
    .leftJoin("keptKeys", "keptKeys.serial", "certificates.serial")
    .select([...columns, "keptKeys.destroyedAt"])
    .where("certificates.serial", "in", serials)
    .execute();
  return new Map(rows.map((row) => [row.serial, row]));
}

function follow(before: Known | undefined, entry: AuditRow): Known {
  const { product, keyKind, retireAfterDays, destroyKeysAfterDays } = detailOf(entry);
  const at = { ...before, entry: entry.number };
  if (entry.action === "tenant-closed") return { ...at, closedAt: entry.at };
  if (product !== "weborca" && product !== "orcamo") return entry.action === "tenant-changed" ? at : { ...at, closedAt: null };
  return {
    ...at,
    product,
    closedAt: before?.closedAt ?? null,
    ...(keyKind === "P-256" || keyKind === "RSA-2048" ? { keyKind } : {}),
    ...(retireAfterDays === undefined ? {} : { retireAfterDays }),
    ...(destroyKeysAfterDays === undefined ? {} : { destroyKeysAfterDays }),
  };
}

/** What was written about a tenant after the last page is not held against it. */
async function findChangedTenants(store: Store, known: ReadonlyMap<string, Known>, last: number): Promise<string[]> {
  const rows = new Map((await store.selectFrom("tenants").selectAll().execute()).map((row) => [row.name, row]));
  const suspects = [...new Set([...known.keys(), ...rows.keys()])].filter((name) => !isAsTold(rows.get(name), known.get(name)));
  if (suspects.length === 0) return [];
  const since = new Set(await findObjectsSince(store, last, "tenant-%"));
  return suspects.filter((name) => !since.has(name));
}

/** What the entries after one are about, of those whose action is like a pattern. */
async function findObjectsSince(store: Store, last: number, pattern: string): Promise<string[]> {
  const rows = await store
    .selectFrom("audit")
    .select("object")
    .where("number", ">", last)
    .where("action", "like", pattern)
    .execute();
  return rows.map(({ object }) => object);
}

/** The entries of a page that tell of a blocked key, or of a revocation that is kept for the lists, and that have no row. */
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
      : await store.selectFrom("unknownRevocations").select("serial as object").where("serial", "in", objects).execute();
  const there = new Set(rows.map(({ object }) => object));
  return entries.filter(({ object }) => !there.has(object));
}

function isAsTold(row: TenantRow | undefined, known: Known | undefined): boolean {
  if (row === undefined || known === undefined) return false;
  const told = { ...row, ...known };
  const kept = ["product", "keyKind", "retireAfterDays", "destroyKeysAfterDays", "closedAt"] as const;
  return kept.every((column) => row[column] === told[column]);
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
    .select("serial")
    .$if(what === "revoked", (query) => query.where("revokedAt", "is not", null))
    .where((is) => {
      const entry = is.selectFrom("audit").select(sql.lit(1).as("one")).whereRef("audit.object", "=", "certificates.serial");
      return is.not(is.exists(entry.where("action", "in", actions)));
    })
    .limit(most)
    .execute();
  return rows.map(({ serial }) => serial);
}
