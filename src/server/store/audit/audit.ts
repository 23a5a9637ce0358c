import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { trailBeginning } from "../../../core/organisation-trail.ts";
import type { OrganisationAction } from "../../../protocol/console/trail.ts";
import { nameOf, type CertificateIdentity } from "../certificates/certificate-name.ts";
import { pagesOf } from "../database/pages.ts";
import { prepared, type Placeholders } from "../database/prepared.ts";
import type { AuditRow, Store, StoreTransaction } from "../database/schema.ts";
import { followOrganisations, linkOfTenant, readEndOfTenant, type TenantEnd } from "./organisation-chain.ts";

/** The actor and the time of an action. */
export interface Act {
  /** As the audit trail names them. */
  readonly actor: string;
  readonly now: Date;
}

/** The actions that concern the service, or several tenants. */
type ServiceAction =
  | "defaults-changed"
  | "key-blocked"
  | "key-unblocked"
  | "master-key-rotated"
  | "issuing-authority-rotated"
  | "root-rotated"
  | "authority-adopted"
  | "upstream-set"
  | "upstream-unset"
  | "upstream-credential-renewed"
  | "root-added"
  | "certificates-taken"
  | "certificates-listed"
  | "revocations-taken"
  | "revocations-kept"
  | "list-taken"
  | "database-begun-anew"
  | "database-moved"
  | "restored"
  | "revocation-kept";

/** An action, its actor and its object. */
export interface AuditEntry {
  readonly at: Date;
  readonly actor: string;
  readonly action: OrganisationAction | ServiceAction;
  readonly object: string;
  readonly detail: Readonly<Record<string, string | number | null>>;
  /** Whose administrators see it; null if it concerns the service, or several tenants. */
  readonly tenant: string | null;
}

const pageLength = 1000;

/** The end of the trail, and of each tenant's part of it, in each transaction that has written to it. */
const ends = new WeakMap<StoreTransaction, { readonly whole: TrailEnd; readonly tenants: Map<string, TenantEnd> }>();
type TrailEnd = Pick<AuditRow, "number" | "hash">;

/**
 * Appends entries to the audit trail, in the transaction of the change that they record, so that neither exists without
 * the other.
 */
export async function appendAudit(transaction: StoreTransaction, ...entries: readonly AuditEntry[]): Promise<void> {
  const known = ends.get(transaction);
  let { number, hash } = known?.whole ?? (await readEnd(transaction)) ?? { number: 0, hash: trailBeginning };
  const tenants = known?.tenants ?? new Map<string, TenantEnd>();
  ends.delete(transaction);
  for (const { at, actor, action, object, detail, tenant } of entries) {
    const entry = { at: at.getTime(), actor, action, object, detail: JSON.stringify(detail) };
    const inTenant =
      tenant === null
        ? { tenant: null, position: null, tenantHash: null }
        : linkOfTenant({ ...entry, tenant }, tenants.get(tenant) ?? (await readEndOfTenant(transaction, tenant)));
    if (tenant !== null && inTenant.tenant !== null) tenants.set(tenant, inTenant);
    const row = link({ number: number + 1, ...entry, previousHash: hash, ...inTenant });
    ({ number, hash } = row);
    await insertEntry(transaction, row);
  }
  ends.set(transaction, { whole: { number, hash }, tenants });
}

/** Must be called after a partial rollback of a transaction, which may have removed entries. */
export function forgetTrailEnd(transaction: StoreTransaction): void {
  ends.delete(transaction);
}

async function readEnd(transaction: StoreTransaction): Promise<TrailEnd | undefined> {
  const [last] = await lastEntry(transaction, {});
  return last;
}

// Without a limit, because SQLite recompiles a query for each value of one.
const lastEntry = prepared((store) =>
  store
    .selectFrom("audit")
    .select(["number", "hash"])
    .where("number", "=", (from) => from.selectFrom("audit").select((columns) => columns.fn.max("number").as("last"))),
);

const insertEntry = prepared((store, of: Placeholders<AuditRow>) =>
  store.insertInto("audit").values({
    number: of("number"),
    at: of("at"),
    actor: of("actor"),
    action: of("action"),
    object: of("object"),
    detail: of("detail"),
    previousHash: of("previousHash"),
    hash: of("hash"),
    tenant: of("tenant"),
    position: of("position"),
    tenantHash: of("tenantHash"),
  }),
);

/**
 * Recomputes the chain, page by page, and yields to other work in between. The chain itself reveals neither truncation
 * nor recomputed hashes: checkpoints do (`issuance/audit/audit-checkpoint.ts`).
 *
 * @param options.after the entry to begin after; by default the beginning
 * @param options.read receives every page before it is verified
 * @returns the number of intact entries, and the number of the first changed one, if any
 */
export async function verifyAudit(
  store: Store,
  options: { readonly after?: TrailEnd | undefined; readonly read?: (page: readonly AuditRow[]) => Promise<void> } = {},
): Promise<{ readonly whole: number; readonly broken?: number }> {
  let previous: TrailEnd = options.after ?? { number: 0, hash: trailBeginning };
  const organisations = followOrganisations(store, { fromBeginning: options.after === undefined });
  for (;;) {
    const page = await readAuditPage(store, { after: previous.number });
    await options.read?.(page);
    for (const row of page) {
      const continues = row.number === previous.number + 1 && row.previousHash === previous.hash;
      if (!continues || !isIntact(row) || !(await organisations.continuedBy(row)))
        return { whole: previous.number, broken: row.number };
      previous = row;
    }
    if (page.length < pageLength) return { whole: previous.number };
    await setImmediate();
  }
}

/** Which entries are read; an absent field matches all. */
export interface AuditFilter {
  /** Any of these. */
  readonly objects?: readonly string[] | undefined;
  /** The numbers of further entries about these objects. */
  readonly numbers?: readonly number[] | undefined;
  /** Any of these. */
  readonly actors?: readonly string[] | undefined;
  readonly action?: string | undefined;
  /** Inclusive. */
  readonly since?: Date | undefined;
  /** Exclusive. */
  readonly until?: Date | undefined;
}

/** A page of the entries after one, oldest first. */
async function readAuditPage(store: Store, { after, ...filter }: AuditFilter & { readonly after: number }): Promise<AuditRow[]> {
  const { objects, numbers = [], actors, action, since, until } = filter;
  let rows = store.selectFrom("audit").selectAll().where("number", ">", after);
  if (objects !== undefined && numbers.length === 0) rows = rows.where("object", "in", objects);
  else if (objects !== undefined) rows = rows.where((is) => is.or([is("object", "in", objects), is("number", "in", numbers)]));
  if (actors !== undefined) rows = rows.where("actor", "in", actors);
  if (action !== undefined) rows = rows.where("action", "=", action);
  if (since !== undefined) rows = rows.where("at", ">=", since.getTime());
  if (until !== undefined) rows = rows.where("at", "<", until.getTime());
  return await rows.orderBy("number").limit(pageLength).execute();
}

/** The entries that match a filter, page by page, oldest first. */
export function readAuditPages(store: Store, filter: AuditFilter): AsyncGenerator<readonly AuditRow[]> {
  return pagesOf<AuditRow>(async (last) => await readAuditPage(store, { ...filter, after: last?.number ?? 0 }));
}

/** One entry. */
export async function findEntry(store: Store, number: number): Promise<TrailEnd | undefined> {
  return await store.selectFrom("audit").select(["number", "hash"]).where("number", "=", number).executeTakeFirst();
}

/** The number of entries. */
export async function countAudit(store: Store): Promise<number> {
  const { count } = await store
    .selectFrom("audit")
    .select((columns) => columns.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** The entries about one object, such as a tenant, oldest first. */
export async function readAudit(store: Store, object: string): Promise<AuditRow[]> {
  return await store.selectFrom("audit").selectAll().where("object", "=", object).orderBy("number").execute();
}

/** The entries about one certificate, oldest first. Early entries contain only its serial number. */
export async function readAuditOf(store: Store, certificate: CertificateIdentity): Promise<AuditRow[]> {
  const objects = [nameOf(certificate), certificate.serial];
  return await store.selectFrom("audit").selectAll().where("object", "in", objects).orderBy("number").execute();
}

/** The entries about certificates, by the names of these, oldest first. Early entries, which contain only a serial number, are missing. */
export async function readAuditOfAll(
  store: Store,
  certificates: readonly CertificateIdentity[],
): Promise<ReadonlyMap<string, readonly AuditRow[]>> {
  if (certificates.length === 0) return new Map();
  const rows = await store
    .selectFrom("audit")
    .selectAll()
    .where("object", "in", certificates.map(nameOf))
    .orderBy("number")
    .execute();
  return Map.groupBy(rows, ({ object }) => object);
}

/** An entry with its hash, which covers the previous entry's, and that of its tenant's chain. */
export function link(entry: Omit<AuditRow, "hash">): AuditRow {
  const { tenant, position, tenantHash } = entry;
  return { ...entry, hash: hashOf(entry, tenant === null ? [] : [tenant, position, tenantHash]) };
}

/** Entries from before tenants had chains of their own were hashed without them. */
function isIntact(row: AuditRow): boolean {
  return row.hash === link(row).hash || row.hash === hashOf(row, []);
}

function hashOf(
  { number, at, actor, action, object, detail, previousHash }: Omit<AuditRow, "hash">,
  more: readonly unknown[],
): string {
  const text = JSON.stringify([number, at, actor, action, object, detail, previousHash, ...more]);
  return createHash("sha256").update(text).digest("hex");
}
