import { createHash } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { clockSkew } from "../../../core/clock.ts";
import { KoshinError } from "../../../core/errors.ts";
import type { Authority } from "../../authority/authority.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import {
  readRevocationList,
  type ListedRevocation,
  type ListFault,
  type RevocationList,
} from "../../authority/lists/read-revocation-list.ts";
import { signsLists } from "../../authority/lists/signs-lists.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { nameOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { everyPoint, findImportedLists, storeImportedList } from "../../store/certificates/imported-lists.ts";
import { findUnknownRevocations, outdateRevocationLists } from "../../store/certificates/revocation-lists.ts";
import type { ImportedListRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { continueList, highestContinued } from "../lifecycle/continue-list.ts";
import type { Service } from "../service.ts";
import type { IssuerSearch } from "./certificate-issuer.ts";
import { ImportRefusal, type ImportCode } from "./import-refusal.ts";
import { divideEntries, recordEntries, type EntryCounts } from "./list-entries.ts";
import { requireSerial } from "./require-serial.ts";

/** The result of importing a revocation list. */
export interface ImportedList extends EntryCounts, Pick<RevocationList, "number" | "thisUpdate" | "nextUpdate" | "points"> {
  /** The identifier of its authority. */
  readonly issuer: string;
  /** Whether the same list was imported before. */
  readonly known: boolean;
}

/** What a dry run would have recorded by now. */
export interface Assumed {
  /** The latest lists, by their authorities and distribution points. */
  readonly lists: Map<string, ImportedListRow>;
  /** Whether a certificate would have been added. */
  has(certificate: CertificateIdentity): boolean;
  /** Notes that a certificate would be revoked, and returns whether it was not before. */
  revokes(certificate: CertificateIdentity): boolean;
  /** Notes that the revocation of an unknown certificate would be kept, and returns whether it was not before. */
  keeps(certificate: CertificateIdentity): boolean;
}

/** How a list is imported. */
export interface ListOrder extends Act {
  /** In a dry run, which writes nothing. */
  readonly assumed?: Assumed | undefined;
  /** Called after each batch, with the number of its entries; ends the import by throwing. */
  readonly afterBatch?: ((entries: number) => Promise<void>) | undefined;
}

/** The number of entries in one transaction. */
const batch = 500;

/**
 * Imports a revocation list that another program has signed, of an adopted authority or of one of the service's own: its
 * certificates are revoked with its reasons and times. Can be interrupted and repeated. A list of the service's own
 * authority is continued by lists with higher numbers, which contain what it contained.
 *
 * @throws ImportRefusal; what `afterBatch` throws
 */
export async function importList(
  service: Pick<Service, "store" | "authority">,
  der: Bytes,
  issuers: IssuerSearch,
  { assumed, afterBatch, ...act }: ListOrder,
): Promise<ImportedList> {
  const { list, issuer } = await verify(service.authority, der, issuers, act.now);
  const { store } = service;
  const rows = describe(list, issuer);
  const { number, thisUpdate, nextUpdate, points } = list;
  const facts = { issuer, number, thisUpdate, nextUpdate, points };
  const recorded = await findLatest(store, rows);
  const latest = assumed === undefined ? recorded : recorded.map((row, at) => assumed.lists.get(placeOf(rows[at])) ?? row);
  if (isKnown(rows, latest)) return { ...facts, known: true, revoked: 0, kept: 0 };
  const own = ownIssuers(service.authority).has(issuer);
  if (own && (number ?? 0n) > highestContinued) throw new ImportRefusal("list-number");
  let [revoked, kept] = [0, 0];
  for (const entries of inBatches(list)) {
    const done = assumed
      ? await countEntries(store, issuer, entries, assumed)
      : await transact(store, async (transaction) => await recordEntries(transaction, issuer, entries, act));
    revoked += done.revoked;
    kept += done.kept;
    await afterBatch?.(entries.length);
  }
  if (assumed === undefined) await transact(store, async (transaction) => await finish(transaction, rows, { list, own }, act));
  else for (const row of rows) assumed.lists.set(placeOf(row), row);
  return { ...facts, known: false, revoked, kept };
}

function ownIssuers(authority: Authority): ReadonlySet<string> {
  return new Set([authority, ...authority.earlier].map(issuerId));
}

const codes: Readonly<Record<ListFault, ImportCode>> = {
  partial: "list-partial",
  unsupported: "list-unsupported",
  dates: "dates-wrong",
  number: "list-number",
};

async function verify(
  authority: Authority,
  der: Bytes,
  issuers: IssuerSearch,
  now: Date,
): Promise<{ readonly list: RevocationList; readonly issuer: string }> {
  try {
    const list = readRevocationList(der);
    const issuer = issuerId(await issuers.find(der, list.issuer, () => list.keyIdentifier));
    const adopted = authority.adopted.find((each) => issuerId(each) === issuer);
    if (adopted !== undefined && !signsLists(adopted.certificate)) throw new ImportRefusal("list-signer");
    if (list.fault !== undefined) throw new ImportRefusal(codes[list.fault]);
    // It would keep every list from being imported until then.
    if (list.thisUpdate.getTime() > now.getTime() + clockSkew) throw new ImportRefusal("list-early");
    // All entries are read before any is recorded.
    for (const { serial, fault } of list.entries()) {
      requireSerial(serial);
      if (fault !== undefined) throw new ImportRefusal(codes[fault]);
    }
    return { list, issuer };
  } catch (cause) {
    if (cause instanceof KoshinError) throw new ImportRefusal("malformed", { cause });
    throw cause;
  }
}

/** A list as it is recorded: once, or for each name of its distribution point. */
function describe({ der, number, thisUpdate, nextUpdate, points }: RevocationList, issuer: string): ImportedListRow[] {
  const facts = {
    number: number?.toString(16) ?? null,
    thisUpdate: thisUpdate.getTime(),
    nextUpdate: nextUpdate?.getTime() ?? null,
    sha256: createHash("sha256").update(der).digest("hex"),
  };
  return [...new Set(points ?? [everyPoint])].map((point) => ({ issuer, point, ...facts }));
}

type Latest = readonly (ImportedListRow | undefined)[];

function placeOf(row: Pick<ImportedListRow, "issuer" | "point"> | undefined): string {
  return `${row?.issuer ?? ""} ${row?.point ?? ""}`;
}

/** The latest list at the place of each row. */
async function findLatest(store: Store, rows: readonly ImportedListRow[]): Promise<Latest> {
  const [first] = rows;
  if (first === undefined) return [];
  const points = rows.map(({ point }) => point);
  const found = new Map((await findImportedLists(store, first.issuer, points)).map((row) => [row.point, row]));
  return points.map((point) => found.get(point));
}

/**
 * Those of different distribution points have numbers of their own (RFC 5280, section 5.2.3).
 *
 * @param latest the latest list that was imported at the place of each row
 * @throws ImportRefusal `list-older`
 */
function isKnown(rows: readonly ImportedListRow[], latest: Latest): boolean {
  if (rows.every(({ sha256 }, at) => latest[at]?.sha256 === sha256)) return true;
  if (rows.some((row, at) => isOlder(row, latest[at]))) throw new ImportRefusal("list-older");
  return false;
}

function isOlder({ number, thisUpdate }: ImportedListRow, latest: ImportedListRow | undefined): boolean {
  if (latest === undefined) return false;
  const lower = number !== null && latest.number !== null && BigInt(`0x${number}`) < BigInt(`0x${latest.number}`);
  return thisUpdate < latest.thisUpdate || lower;
}

/** Compromised keys first, so that this reason counts where a list names a certificate twice. */
function* inBatches(list: RevocationList): Generator<readonly ListedRevocation[]> {
  for (const compromised of [true, false]) {
    let entries: ListedRevocation[] = [];
    for (const entry of list.entries()) {
      if ((entry.reason === "key-compromise") !== compromised) continue;
      entries.push(entry);
      if (entries.length < batch) continue;
      yield entries;
      entries = [];
    }
    if (entries.length > 0) yield entries;
  }
}

async function countEntries(
  store: Store,
  issuer: string,
  entries: readonly ListedRevocation[],
  assumed: Assumed,
): Promise<EntryCounts> {
  const { known, unknown } = await divideEntries(store, issuer, entries);
  const serials = unknown.map(({ serial }) => serial);
  const before = new Set((await findUnknownRevocations(store, serials)).map(nameOf));
  const identities = serials.map((serial) => ({ issuer, serial }));
  const added = identities.filter((each) => assumed.has(each));
  const others = identities.filter((each) => !assumed.has(each) && !before.has(nameOf(each)));
  return {
    revoked: [...known.map(({ certificate }) => certificate), ...added].filter((each) => assumed.revokes(each)).length,
    kept: others.filter((each) => assumed.keeps(each)).length,
  };
}

async function finish(
  transaction: StoreTransaction,
  rows: readonly ImportedListRow[],
  { list, own }: { readonly list: RevocationList; readonly own: boolean },
  { actor, now: at }: Act,
): Promise<void> {
  const [first] = rows;
  // Another process may have imported a later one meanwhile.
  if (first === undefined || isKnown(rows, await findLatest(transaction, rows))) return;
  for (const row of rows) await storeImportedList(transaction, row);
  const { issuer, point, ...facts } = first;
  const detail = point === everyPoint ? facts : { ...facts, points: rows.map((row) => row.point).join(", ") };
  await appendAudit(transaction, { at, actor, action: "list-taken", object: issuer, detail, tenant: null });
  if (!own) return;
  // Whatever its number: the service's own list lacks what this one has added.
  await outdateRevocationLists(transaction);
  await continueList(transaction, issuer, list);
}
