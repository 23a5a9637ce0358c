import { createHash } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { clockSkew } from "../../../core/clock.ts";
import { KoshinError } from "../../../core/errors.ts";
import { asRevocationReason } from "../../../core/revocation-reason.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { readRevocationList, type ListedRevocation, type RevocationList } from "../../authority/lists/read-revocation-list.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import type { CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findImportedList, storeImportedList } from "../../store/certificates/imported-lists.ts";
import { addUnknownRevocations, latestRevocation, outdateRevocationLists } from "../../store/certificates/revocation-lists.ts";
import { findBySerials } from "../../store/certificates/taken-certificates.ts";
import type { ImportedListRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";
import type { IssuerSearch } from "./certificate-issuer.ts";
import { ImportRefusal } from "./import-refusal.ts";
import { requireSerial } from "./require-serial.ts";
import { recordRevocations, type TakenRevocation } from "./take-revocations.ts";

/** What became of a revocation list. */
export interface TakenList extends Pick<RevocationList, "number" | "thisUpdate" | "nextUpdate"> {
  /** The identifier of its authority. */
  readonly issuer: string;
  /** Whether the same list was imported before. */
  readonly known: boolean;
  /** The certificates that it has revoked. */
  readonly revoked: number;
  /** Its entries about certificates that are not known: they are revoked if they are imported later. */
  readonly kept: number;
}

/** What a dry run would have imported. */
export interface Assumed {
  /** Whether a list would revoke a certificate that was not revoked before; undefined if it would not have been imported. */
  revokes(certificate: CertificateIdentity): boolean | undefined;
}

/** The number of entries in one transaction. */
const batch = 500;

/**
 * Takes a revocation list up that another program has signed, of an adopted authority or of one of the service's own: its
 * certificates are revoked with its reasons and times. Can be interrupted and repeated. A list of the service's own
 * authority is continued by lists with higher numbers, which contain what it contained.
 *
 * @param assumed in a dry run, which writes nothing
 * @throws ImportRefusal
 */
export async function takeList(
  service: Pick<Service, "store" | "authority">,
  der: Bytes,
  issuers: IssuerSearch,
  { assumed, ...act }: Act & { readonly assumed?: Assumed | undefined },
): Promise<TakenList> {
  const { list, issuer } = await verify(der, issuers, act.now);
  const { store } = service;
  const row = describe(list, issuer);
  const { number, thisUpdate, nextUpdate } = list;
  const facts = { issuer, number, thisUpdate, nextUpdate };
  if (await isKnown(store, row)) return { ...facts, known: true, revoked: 0, kept: 0 };
  const own = [service.authority, ...service.authority.earlier].some((each) => issuerId(each) === issuer);
  if (own && (number ?? 0n) >= BigInt(Number.MAX_SAFE_INTEGER)) throw new ImportRefusal("list-number");
  let [revoked, kept] = [0, 0];
  for (const entries of inBatches(list)) {
    const done = assumed
      ? await countEntries(store, issuer, entries, assumed)
      : await transact(store, async (transaction) => await takeEntries(transaction, issuer, entries, act));
    revoked += done.revoked;
    kept += done.kept;
  }
  if (!assumed) await transact(store, async (transaction) => await finish(transaction, row, own ? list : undefined, act));
  return { ...facts, known: false, revoked, kept };
}

async function verify(
  der: Bytes,
  issuers: IssuerSearch,
  now: Date,
): Promise<{ readonly list: RevocationList; readonly issuer: string }> {
  try {
    const list = readRevocationList(der);
    const authority = await issuers.find(der, list.issuer, () => list.keyIdentifier);
    if (!list.complete) throw new ImportRefusal("list-partial");
    // It would keep every list from being imported until then.
    if (list.thisUpdate.getTime() > now.getTime() + clockSkew) throw new ImportRefusal("list-early");
    // All entries are read before any is recorded.
    for (const { serial } of list.entries()) {
      if (serial === "") throw new ImportRefusal("malformed");
      requireSerial(serial);
    }
    return { list, issuer: issuerId(authority) };
  } catch (cause) {
    if (cause instanceof KoshinError) throw new ImportRefusal("malformed", { cause });
    throw cause;
  }
}

function describe({ der, number, thisUpdate, nextUpdate }: RevocationList, issuer: string): ImportedListRow {
  return {
    issuer,
    number: number?.toString(16) ?? null,
    thisUpdate: thisUpdate.getTime(),
    nextUpdate: nextUpdate?.getTime() ?? null,
    sha256: createHash("sha256").update(der).digest("hex"),
  };
}

/** @throws ImportRefusal `list-older` */
async function isKnown(store: Store, { issuer, number, thisUpdate, sha256 }: ImportedListRow): Promise<boolean> {
  const latest = await findImportedList(store, issuer);
  if (latest === undefined) return false;
  if (latest.sha256 === sha256) return true;
  const lower = number !== null && latest.number !== null && BigInt(`0x${number}`) < BigInt(`0x${latest.number}`);
  if (thisUpdate < latest.thisUpdate || lower) throw new ImportRefusal("list-older");
  return false;
}

function* inBatches(list: RevocationList): Generator<readonly ListedRevocation[]> {
  let entries: ListedRevocation[] = [];
  for (const entry of list.entries()) {
    entries.push(entry);
    if (entries.length < batch) continue;
    yield entries;
    entries = [];
  }
  if (entries.length > 0) yield entries;
}

type Counts = Pick<TakenList, "revoked" | "kept">;

async function takeEntries(
  transaction: StoreTransaction,
  issuer: string,
  entries: readonly ListedRevocation[],
  act: Act,
): Promise<Counts> {
  const { known, unknown } = await divide(transaction, issuer, entries);
  const since = await latestRevocation(transaction);
  const revoked = await recordRevocations(transaction, { since, keys: [], expected: 0, revocations: known, ...act });
  const rows = unknown.map(({ serial, revokedAt, reason }) => ({
    ...{ issuer, serial, revokedAt: revokedAt.getTime(), revocationReason: reason },
  }));
  const kept = await addUnknownRevocations(transaction, rows);
  if (kept > 0) {
    await appendAudit(transaction, {
      ...{ at: act.now, actor: act.actor, action: "revocations-kept", object: issuer, detail: { count: kept } },
    });
  }
  return { revoked, kept };
}

async function countEntries(store: Store, issuer: string, entries: readonly ListedRevocation[], assumed: Assumed): Promise<Counts> {
  const { known, unknown } = await divide(store, issuer, entries);
  const seen = unknown.map(({ serial }) => assumed.revokes({ issuer, serial }));
  return {
    revoked: known.length + seen.filter((revoked) => revoked === true).length,
    kept: seen.filter((revoked) => revoked === undefined).length,
  };
}

/** Divides entries into those of known certificates that are not revoked yet, and those of unknown ones. */
async function divide(
  store: Store,
  issuer: string,
  entries: readonly ListedRevocation[],
): Promise<{ readonly known: readonly TakenRevocation[]; readonly unknown: readonly ListedRevocation[] }> {
  const rows = await findBySerials(
    store,
    entries.map(({ serial }) => serial),
  );
  const present = new Map(rows.filter((row) => row.issuer === issuer).map((row) => [row.serial, row]));
  const known = entries.flatMap(({ serial, revokedAt: at, reason }) => {
    const certificate = present.get(serial);
    return certificate?.revokedAt === null ? [{ certificate, at, reason: asRevocationReason(reason) }] : [];
  });
  return { known, unknown: entries.filter(({ serial }) => !present.has(serial)) };
}

async function finish(
  transaction: StoreTransaction,
  row: ImportedListRow,
  own: RevocationList | undefined,
  { actor, now: at }: Act,
): Promise<void> {
  // Another process may have taken a later one meanwhile.
  if (await isKnown(transaction, row)) return;
  await storeImportedList(transaction, row);
  const { issuer, ...detail } = row;
  await appendAudit(transaction, { at, actor, action: "list-taken", object: issuer, detail });
  if (own === undefined) return;
  const { thisUpdate, number = 0n, der } = own;
  const moment = thisUpdate.getTime();
  // Whatever its number: the service's own list lacks what this one has added.
  await outdateRevocationLists(transaction);
  await outdateRevocationLists(transaction, {
    ...{ issuer, number: Number(number), revocations: -1, thisUpdate: moment, nextUpdate: moment, der },
  });
}
