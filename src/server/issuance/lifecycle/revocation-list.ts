import { setImmediate } from "node:timers/promises";
import { concat, type Bytes } from "../../../core/bytes.ts";
import type { Authority, IssuingAuthority } from "../../authority/authority.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { revokedEntry, signRevocationList } from "../../authority/lists/revocation-list.ts";
import {
  countUnknownRevocations,
  findRevocationList,
  isLatestList,
  keepRevocationList,
  latestRevocation,
  readRevoked,
  readUnknownRevocations,
} from "../../store/certificates/revocation-lists.ts";
import type { RevocationListRow, Store } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";
import { baseAfter } from "./continue-list.ts";

const hour = 3_600_000;
const pageLength = 1000;

/** Cached lists, and those that are being made, so that concurrent requests make one only once. */
const cached = new WeakMap<Store, Map<string, RevocationListRow>>();
const pending = new WeakMap<Store, Map<string, Promise<RevocationListRow>>>();

/**
 * The revocation list of an authority. It stays the same, in every process, until a certificate is revoked or half of its
 * validity has passed.
 */
export async function revocationList(service: Service, authority: IssuingAuthority, now: Date): Promise<RevocationListRow> {
  const { store } = service;
  const issuer = issuerId(authority);
  const revocations = await latestRevocation(store);
  const current = (list: RevocationListRow | undefined): list is RevocationListRow =>
    list?.revocations === revocations && isFresh(list, now);
  const cache = mapOf(cached, store);
  const known = cache.get(issuer);
  if (current(known) && (await isLatestList(store, known))) return known;
  const stored = await findRevocationList(store, issuer);
  const list = current(stored) ? stored : await makeOnce(service, authority, { previous: stored, now });
  cache.set(issuer, list);
  return list;
}

function isFresh({ thisUpdate: from, nextUpdate: until }: RevocationListRow, now: Date): boolean {
  return now.getTime() >= from && now.getTime() < (from + until) / 2;
}

async function makeOnce(service: Service, authority: IssuingAuthority, order: MakeOrder): Promise<RevocationListRow> {
  const making = mapOf(pending, service.store);
  const issuer = issuerId(authority);
  const list = making.get(issuer) ?? make(service, authority, order).finally(() => making.delete(issuer));
  making.set(issuer, list);
  return await list;
}

interface MakeOrder {
  readonly previous: RevocationListRow | undefined;
  readonly now: Date;
}

async function make(service: Service, authority: IssuingAuthority, { previous, now }: MakeOrder): Promise<RevocationListRow> {
  const { store, settings } = service;
  const issuer = issuerId(authority);
  // Read before the entries: a revocation meanwhile may be included already, but still outdates this list.
  const revocations = await latestRevocation(store);
  // A certificate stays in the lists until one was made after its expiry (RFC 5280, section 3.3).
  const endsAfter = previous === undefined ? now.getTime() - settings.revocationListHours * hour : lastShown(previous, now);
  const unknown = await countUnknownRevocations(store);
  const entries = await encodeEntries(store, ofTheSameName(service.authority, authority), endsAfter);
  const thisUpdate = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const nextUpdate = new Date(thisUpdate.getTime() + settings.revocationListHours * hour);
  // Based on the time, so that a restored service continues after the numbers that it had published.
  const number = Math.max((previous?.number ?? 0) + 1, now.getTime());
  const crlNumber = baseAfter(previous) + BigInt(number);
  const der = await signRevocationList(authority, { number: crlNumber, thisUpdate, nextUpdate, entries });
  const list = { issuer, number, revocations, thisUpdate: thisUpdate.getTime(), nextUpdate: nextUpdate.getTime(), der };
  const kept = await transact(store, async (transaction) => {
    // An authority's first list cannot be marked as outdated before it is stored.
    const outdated = (await countUnknownRevocations(transaction)) !== unknown;
    return await keepRevocationList(transaction, outdated ? { ...list, revocations: -1 } : list, previous);
  });
  return kept ? list : ((await findRevocationList(store, issuer)) ?? list);
}

/**
 * The expiry from which on a certificate may not have been in a list after it. If the previous list is from the future,
 * the clock was ahead and it omits certificates that had not expired, so all are listed again.
 */
function lastShown({ thisUpdate }: RevocationListRow, now: Date): number {
  return thisUpdate > now.getTime() ? Number.NEGATIVE_INFINITY : thisUpdate;
}

/**
 * The identifiers of the authorities with the same Name as an authority. A list must be complete for its issuer's Name,
 * because it is checked for every certificate with that issuer (RFC 5280, section 6.3.3).
 */
function ofTheSameName(current: Authority, { issuerName }: IssuingAuthority): ReadonlySet<string> {
  const same = [current, ...current.earlier].filter((each) => Buffer.compare(each.issuerName, issuerName) === 0);
  return new Set(same.map(issuerId));
}

/** Page by page, yielding to other work in between, because there may be a hundred thousand. */
async function encodeEntries(store: Store, issuers: ReadonlySet<string>, endsAfter: number): Promise<Bytes[]> {
  const unknown = (await Promise.all([...issuers].map(async (issuer) => await readUnknownRevocations(store, issuer)))).flat();
  const pages: Bytes[] = unknown.map((each) => revokedEntry(each.serial, new Date(each.revokedAt), each.revocationReason));
  for (let after = 0; ;) {
    const page = await readRevoked(store, { issuers, endsAfter, after, limit: pageLength });
    const entries = page.flatMap(({ certificate }) => {
      if (certificate === undefined) return [];
      const { serial, revokedAt, revocationReason: reason } = certificate;
      return [revokedEntry(serial, new Date(revokedAt), reason === "retired" ? "superseded" : reason)];
    });
    if (entries.length > 0) pages.push(concat(entries));
    const last = page.at(-1);
    if (last === undefined || page.length < pageLength) return pages;
    after = last.number;
    await setImmediate();
  }
}

function mapOf<Value>(maps: WeakMap<Store, Map<string, Value>>, store: Store): Map<string, Value> {
  const map = maps.get(store) ?? new Map<string, Value>();
  maps.set(store, map);
  return map;
}
