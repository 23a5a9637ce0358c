import { setImmediate } from "node:timers/promises";
import { concat, type Bytes } from "../../../core/bytes.ts";
import type { Authority, IssuingAuthority } from "../../authority/authority.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { revokedEntry, signRevocationList } from "../../authority/revocation-list.ts";
import {
  findRevocationList,
  keepRevocationList,
  latestRevocation,
  readRevoked,
  readUnknownRevocations,
} from "../../store/certificates/revocation-lists.ts";
import type { RevocationListRow, Store } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";

const hour = 3_600_000;
const pageLength = 1000;

/** The lists at hand, and those that are being made: nobody makes one that somebody else is making. */
const lists = new WeakMap<Store, Map<string, RevocationListRow>>();
const underWay = new WeakMap<Store, Map<string, Promise<RevocationListRow>>>();

/**
 * The revocation list of an authority. It stays the same, in every process, until a certificate is revoked or half of
 * its time is over.
 */
export async function revocationList(service: Service, authority: IssuingAuthority, now: Date): Promise<RevocationListRow> {
  const { store } = service;
  const issuer = issuerId(authority);
  const revocations = await latestRevocation(store);
  const current = (list: RevocationListRow | undefined): list is RevocationListRow =>
    list?.revocations === revocations && isFresh(list, now);
  const atHand = mapOf(lists, store);
  const known = atHand.get(issuer);
  if (current(known)) return known;
  const kept = await findRevocationList(store, issuer);
  const list = current(kept) ? kept : await makeOnce(service, authority, { previous: kept, now });
  atHand.set(issuer, list);
  return list;
}

function isFresh({ thisUpdate: from, nextUpdate: until }: RevocationListRow, now: Date): boolean {
  return now.getTime() >= from && now.getTime() < (from + until) / 2;
}

async function makeOnce(service: Service, authority: IssuingAuthority, order: MakeOrder): Promise<RevocationListRow> {
  const making = mapOf(underWay, service.store);
  const issuer = issuerId(authority);
  const begun = making.get(issuer) ?? make(service, authority, order).finally(() => making.delete(issuer));
  making.set(issuer, begun);
  return await begun;
}

interface MakeOrder {
  readonly previous: RevocationListRow | undefined;
  readonly now: Date;
}

async function make(service: Service, authority: IssuingAuthority, { previous, now }: MakeOrder): Promise<RevocationListRow> {
  const { store, settings } = service;
  const issuer = issuerId(authority);
  // Read before the entries: what is revoked meanwhile may be among them already, and makes the next list all the same.
  const revocations = await latestRevocation(store);
  // An expired certificate leaves the lists after the first one that was made since (RFC 5280, section 3.3).
  const endsAfter = previous === undefined ? now.getTime() - settings.revocationListHours * hour : lastShown(previous, now);
  const entries = await encodeEntries(store, ofTheSameName(service.authority, authority), endsAfter);
  const thisUpdate = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const nextUpdate = new Date(thisUpdate.getTime() + settings.revocationListHours * hour);
  // By time, so that the lists of a service that was restored from a backup go on after those that it had published.
  const number = Math.max((previous?.number ?? 0) + 1, now.getTime());
  const der = signRevocationList(authority, { number, thisUpdate, nextUpdate, entries });
  const list = { issuer, number, revocations, thisUpdate: thisUpdate.getTime(), nextUpdate: nextUpdate.getTime(), der };
  if (await transact(store, async (transaction) => await keepRevocationList(transaction, list, previous?.number ?? 0))) return list;
  return (await findRevocationList(store, issuer)) ?? list;
}

/**
 * The end from which on a certificate may never have been on a list after its expiry. A list of the future was made by
 * a clock that was ahead, and took what it held for expired: nobody knows what it left out, so all are listed again.
 */
function lastShown({ thisUpdate }: RevocationListRow, now: Date): number {
  return thisUpdate > now.getTime() ? Number.NEGATIVE_INFINITY : thisUpdate;
}

/**
 * The authorities that have an authority's Name, by their identifiers. A list is complete for the Name that it is
 * from: a checker may hold it against every certificate with that issuer (RFC 5280, section 6.3.3).
 */
function ofTheSameName(present: Authority, { issuerName }: IssuingAuthority): ReadonlySet<string> {
  const same = [present, ...present.earlier].filter((each) => Buffer.compare(each.issuerName, issuerName) === 0);
  return new Set(same.map(issuerId));
}

/** Page by page, with time for others in between: there may be a hundred thousand. */
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
