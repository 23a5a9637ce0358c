import { trailBeginning } from "../../../core/organisation-trail.ts";
import {
  actionGroups,
  actionGroupNames,
  type TrailEntry,
  type TrailFileQuery,
  type TrailPage,
  type TrailQuery,
} from "../../../protocol/console/trail.ts";
import { nameOfAccount, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import { listSystemOperators } from "../../store/accounts/system-operators.ts";
import { objectsOf, certificatesNamed } from "../../store/audit/objects-of.ts";
import { actorFor } from "../../store/audit/organisation-chain.ts";
import {
  findTenantHashes,
  findTokensMade,
  readTenantEntries,
  type PlacedEntry,
  type Span,
  type TenantEntryFilter,
} from "../../store/audit/tenant-entries.ts";
import type { Store } from "../../store/database/schema.ts";

type Asked = Pick<TrailFileQuery, "action" | "by" | "certificate" | "account" | "since" | "until">;

/** A page of a tenant's entries of the audit trail, the latest first, as its administrators see them. */
export async function pageOfTrail(store: Store, tenant: string, { before, limit, ...asked }: TrailQuery): Promise<TrailPage> {
  const filter = await filterOf(store, tenant, asked);
  const span = { before: before ?? Number.MAX_SAFE_INTEGER, limit: limit + 1 };
  const rows = await readTenantEntries(store, tenant, filter, span);
  return { entries: await shown(store, tenant, rows.slice(0, limit)), more: rows.length > limit };
}

/** The number of entries that are read at once for a file. */
const atOnce = 1000;

/** All of a tenant's entries that match, page by page, the latest first. */
export async function* readOwnTrail(store: Store, tenant: string, asked: Asked): AsyncGenerator<readonly TrailEntry[]> {
  const filter = await filterOf(store, tenant, asked);
  for (let span: Span = { before: Number.MAX_SAFE_INTEGER, limit: atOnce }; ;) {
    const rows = await readTenantEntries(store, tenant, filter, span);
    if (rows.length > 0) yield await shown(store, tenant, rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < atOnce) return;
    span = { before: last.position, limit: atOnce };
  }
}

async function filterOf(
  store: Store,
  tenant: string,
  { action, by, certificate, account, since, until }: Asked,
): Promise<TenantEntryFilter> {
  const ofCertificate = certificate === "" ? undefined : await objectsOf(store, tenant, certificate);
  const ofAccount = account === undefined ? undefined : [nameOfAccount({ tenant, name: account })];
  return {
    actions: action === undefined ? undefined : actionsOf(action),
    actors: by === undefined ? undefined : await actorsBy(store, tenant, by),
    objects: ofCertificate === undefined ? ofAccount : ofCertificate.filter((object) => ofAccount?.includes(object) ?? true),
    codesOf: certificate === "" || ofAccount !== undefined ? undefined : certificate,
    since: since === undefined ? undefined : new Date(since),
    until: until === undefined ? undefined : new Date(until),
  };
}

/** An actor that is no account, or an account of the tenant. */
async function actorsBy(store: Store, tenant: string, by: NonNullable<Asked["by"]>): Promise<string[]> {
  if (!by.startsWith(":")) return await actorsOf(store, { tenant, name: by });
  const actor = by.slice(1);
  const named = actor === "operator" ? await listSystemOperators(store) : [];
  return [actor, ...named.map(({ name }) => `operator:${name}`)];
}

/** An account, and the programs that act for it, or have: the trail itself says which tokens were made, for longer than they last. */
async function actorsOf(store: Store, account: AccountIdentity): Promise<string[]> {
  const person = `account:${nameOfAccount(account)}`;
  const tokens = await findTokensMade(store, account);
  return [person, ...tokens.map((id) => `${person} token:${id}`)];
}

function actionsOf(action: NonNullable<Asked["action"]>): readonly string[] {
  const group = actionGroupNames.find((name) => name === action);
  return group === undefined ? [action] : actionGroups[group];
}

const byCertificate = /^certificate (.+)$/;

async function shown(store: Store, tenant: string, rows: readonly PlacedEntry[]): Promise<TrailEntry[]> {
  const names = rows.flatMap(({ object, actor }) => [object, byCertificate.exec(actor)?.[1] ?? object]);
  const certificates = await certificatesNamed(store, tenant, names);
  const hashes = new Map(rows.map(({ position, tenantHash }) => [position, tenantHash]));
  const missing = rows.map(({ position }) => position - 1).filter((position) => position > 0 && !hashes.has(position));
  for (const { position, tenantHash } of await findTenantHashes(store, tenant, missing)) hashes.set(position, tenantHash);
  return rows.map(({ position, at, actor, action, object, detail, tenantHash: hash }) => {
    const [, name] = byCertificate.exec(actor) ?? [];
    const certificate = name === undefined ? undefined : certificates.get(name);
    return {
      ...{ position, at, action, object, detail, hash },
      // A program of the authority's operator, which may belong to another tenant.
      actor: name !== undefined && certificate === undefined ? null : actorFor(tenant, actor),
      previousHash: hashes.get(position - 1) ?? trailBeginning,
      certificate: certificates.get(object) ?? null,
      actorCn: certificate?.cn ?? null,
    };
  });
}
