import { asRevocationReason, type RevocationReason } from "../../../core/revocation-reason.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { nameOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findBlockedKeys } from "../../store/certificates/known-keys.ts";
import { digestOfListed, digestOfTaken } from "../../store/certificates/record-digest.ts";
import { findUnknownRevocations, latestRevocation, removeUnknownRevocation } from "../../store/certificates/revocation-lists.ts";
import {
  findBySerials,
  findUnbound,
  insertTaken,
  insertUnbound,
  newestNumber,
  readNumbersAfter,
  type TakenEntry,
} from "../../store/certificates/taken-certificates.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import { takeMailAddress } from "../../store/holders/holder-rows.ts";
import { bind } from "./bind.ts";
import type { ImportCode } from "./import-refusal.ts";
import type { Predecessor } from "./judge-certificate.ts";
import { isAsListed, subjectFacts, type ListedCertificate } from "./listed-certificate.ts";
import { recordRevocations, type ImportedRevocation } from "./record-revocations.ts";
import { ensureTenants, type TenantsOrder } from "./tenants-of-others.ts";

/** A certificate to record, with its octets or by facts alone. */
export interface Candidate {
  readonly certificate: Predecessor | ListedCertificate;
  /** When and why it was revoked, if an index or a table says so. */
  readonly revocation: { readonly at: Date; readonly reason: RevocationReason } | undefined;
}

/** The result for a candidate: recorded with its octets, listed by its facts, bound, known before, found again, or why not. */
export type Outcome = "taken" | "listed" | "bound" | "known" | "repeated" | ImportCode;

/** How candidates are recorded. */
export interface RecordOrder extends TenantsOrder {
  /** Where the certificates were found, in words, for the audit trail; undefined if their holders presented them. */
  readonly source?: string | undefined;
  /** Rows with higher numbers than this were added since the import began, so that finding them again is no news. */
  readonly begunAfter?: number | undefined;
}

/** The results of a batch. */
export interface Recorded {
  /** Of each candidate, in their order. */
  readonly outcomes: readonly Outcome[];
  /** The certificates that were revoked. */
  readonly revoked: readonly CertificateIdentity[];
  /** The tenants that were created. */
  readonly tenants: readonly string[];
}

/**
 * Records certificates that others have issued, in the caller's transaction. One entry of the audit trail covers all that
 * are recorded with their octets, another those that are listed by facts. A certificate is revoked if an index, a revocation
 * list that was imported before, or its key on the list of blocked keys says so.
 */
export async function recordCertificates(
  transaction: StoreTransaction,
  candidates: readonly Candidate[],
  order: RecordOrder,
): Promise<Recorded> {
  const present = await findPresent(transaction, candidates);
  const tenants = await ensureTenants(
    transaction,
    candidates.map(({ certificate }) => certificate.tenant),
    order,
  );
  const added = new Map<string, Candidate>();
  const revocations: ImportedRevocation[] = [];
  const outcomes: Outcome[] = [];
  for (const candidate of candidates) {
    const { certificate, revocation } = candidate;
    const name = nameOf(certificate);
    const row = present.get(name);
    const earlier = added.get(name);
    if (row !== undefined) {
      const outcome = await compare(transaction, row, certificate, order);
      outcomes.push(outcome);
      const same = outcome === "known" || outcome === "repeated" || outcome === "bound";
      if (same && revocation !== undefined && row.revokedAt === null) revocations.push({ certificate: row, ...revocation });
    } else if (earlier !== undefined) {
      const outcome = compareAdded(earlier, certificate);
      outcomes.push(outcome);
      const known = outcome === "bound" ? certificate : earlier.certificate;
      const same = outcome === "repeated" || outcome === "bound";
      if (same) added.set(name, { certificate: known, revocation: earlier.revocation ?? revocation });
    } else {
      const similar = tenants.refused.has(certificate.tenant);
      outcomes.push(similar ? "tenant-similar" : "der" in certificate ? "taken" : "listed");
      if (!similar) added.set(name, candidate);
    }
  }
  const revoked = await insert(transaction, [...added.values()], revocations, order);
  return { outcomes, revoked, tenants: tenants.created };
}

/** By issuer and serial number. */
async function findPresent(transaction: StoreTransaction, candidates: readonly Candidate[]): Promise<Map<string, CertificateRow>> {
  const rows = await findBySerials(transaction, [...new Set(candidates.map(({ certificate }) => certificate.serial))]);
  return new Map(rows.map((row) => [nameOf(row), row]));
}

async function compare(
  transaction: StoreTransaction,
  row: CertificateRow,
  certificate: Candidate["certificate"],
  { begunAfter = Infinity, ...act }: RecordOrder,
): Promise<Outcome> {
  const same = row.number > begunAfter ? "repeated" : "known";
  if (!("der" in certificate)) return isSameListed(row, certificate) ? same : "facts-contradicted";
  if (row.der.length > 0) return Buffer.compare(row.der, certificate.der) === 0 ? same : "serial-taken";
  const facts = await findUnbound(transaction, row.number);
  if (facts === undefined || !isAsListed(row, facts, certificate)) return "facts-contradicted";
  await bind(transaction, row, certificate, act);
  return "bound";
}

function isSameListed(row: CertificateRow, { tenant, cn, notBefore, notAfter }: ListedCertificate): boolean {
  const dated = notBefore === null || row.notBefore === 0 || row.notBefore === notBefore.getTime();
  return dated && row.tenant === tenant && row.cn === cn && row.notAfter === notAfter.getTime();
}

/** Two candidates of one batch with the same issuer and serial number. */
function compareAdded({ certificate: first }: Candidate, second: Candidate["certificate"]): Outcome {
  if ("der" in first && "der" in second) return Buffer.compare(first.der, second.der) === 0 ? "repeated" : "serial-taken";
  const same = first.tenant === second.tenant && first.cn === second.cn && first.notAfter.getTime() === second.notAfter.getTime();
  if (!same) return "facts-contradicted";
  return "der" in second ? "bound" : "repeated";
}

/** @returns the certificates that were revoked */
async function insert(
  transaction: StoreTransaction,
  added: readonly Candidate[],
  revocations: readonly ImportedRevocation[],
  order: RecordOrder,
): Promise<CertificateIdentity[]> {
  const before = await newestNumber(transaction);
  const lastRevocation = await latestRevocation(transaction);
  const { reasons, expected } = await findReasons(transaction, added, order.now);
  let revocationNumber = lastRevocation;
  // Those with their octets first, so that the numbers of each kind are a range.
  const ordered = [...added.filter(isWithOctets), ...added.filter((candidate) => !isWithOctets(candidate))];
  const entries = ordered.map((candidate): TakenEntry => {
    const revocation = reasons.get(nameOf(candidate.certificate)) ?? candidate.revocation;
    return {
      ...columnsOf(candidate.certificate, order.now),
      revokedAt: revocation === undefined ? null : Math.min(revocation.at.getTime(), order.now.getTime()),
      revocationReason: revocation?.reason ?? null,
      revocationNumber: revocation === undefined ? null : ++revocationNumber,
    };
  });
  await insertTaken(transaction, entries);
  for (const { tenant, cn, der } of entries) await takeMailAddress(transaction, { tenant, cn }, der, order.now.getTime());
  if (ordered.length > 0) await record(transaction, before, ordered, order);
  const keys = entries.flatMap(({ revocationReason, spkiSha256 }) =>
    revocationReason === "key-compromise" && spkiSha256 !== "" ? [spkiSha256] : [],
  );
  await recordRevocations(transaction, { since: lastRevocation, keys, expected, revocations, ...order });
  const revoked = [...entries.filter(({ revokedAt }) => revokedAt !== null), ...revocations.map(({ certificate }) => certificate)];
  return [...new Map(revoked.map((each) => [nameOf(each), each])).values()];
}

function isWithOctets({ certificate }: Candidate): boolean {
  return "der" in certificate;
}

function columnsOf(
  certificate: Candidate["certificate"],
  now: Date,
): Omit<TakenEntry, "revokedAt" | "revocationReason" | "revocationNumber"> {
  const { issuer, serial, tenant, cn, notBefore, notAfter } = certificate;
  const octets = "der" in certificate ? certificate : { der: new Uint8Array(), spkiSha256: "" };
  const begin = notBefore?.getTime() ?? 0;
  return {
    ...{ issuer, serial, tenant, cn, der: octets.der, spkiSha256: octets.spkiSha256 },
    ...{ notBefore: begin, notAfter: notAfter.getTime() },
    // Never later than now, so that limits on what was issued recently do not count it for long.
    issuedAt: Math.min(begin, now.getTime()),
  };
}

/** Revocations that are known already, and how many of them are from imported lists. */
interface KnownRevocations {
  /** By issuer and serial number. */
  readonly reasons: ReadonlyMap<string, NonNullable<Candidate["revocation"]>>;
  readonly expected: number;
}

/** Finds those of imported lists, which are no longer kept apart, and of blocked keys. */
async function findReasons(transaction: StoreTransaction, added: readonly Candidate[], now: Date): Promise<KnownRevocations> {
  const reasons = new Map<string, NonNullable<Candidate["revocation"]>>();
  const keys = added.flatMap(({ certificate }) => ("der" in certificate ? [certificate.spkiSha256] : []));
  const blocked = new Set(await findBlockedKeys(transaction, keys));
  for (const { certificate, revocation } of added) {
    if (revocation === undefined && "der" in certificate && blocked.has(certificate.spkiSha256))
      reasons.set(nameOf(certificate), { at: now, reason: "key-compromise" });
  }
  let expected = 0;
  const names = new Set(added.map(({ certificate }) => nameOf(certificate)));
  for (const unknown of await findUnknownRevocations(
    transaction,
    added.map(({ certificate }) => certificate.serial),
  )) {
    if (!names.has(nameOf(unknown))) continue;
    reasons.set(nameOf(unknown), { at: new Date(unknown.revokedAt), reason: asRevocationReason(unknown.revocationReason) });
    await removeUnknownRevocation(transaction, unknown);
    expected += 1;
  }
  return { reasons, expected };
}

/** Writes the entries of the audit trail about added certificates. */
async function record(
  transaction: StoreTransaction,
  before: number,
  ordered: readonly Candidate[],
  { actor, now: at, source }: RecordOrder,
): Promise<void> {
  const numbers = new Map((await readNumbersAfter(transaction, before)).map((row) => [nameOf(row), row.number]));
  const rows = ordered.map(({ certificate }) => {
    const number = numbers.get(nameOf(certificate));
    if (number === undefined) throw new Error("The database has no row for an added certificate.");
    return { number, certificate };
  });
  const taken = rows.flatMap(({ number, certificate }) =>
    "der" in certificate ? [{ number, ...certificate, ...columnsOf(certificate, at) }] : [],
  );
  const listed = rows.flatMap(({ number, certificate }) =>
    "der" in certificate ? [] : [{ number, certificate, ...columnsOf(certificate, at) }],
  );
  const unbound = listed.map(({ number, certificate: { subject, namedTenant } }) => ({
    ...{ certificate: number, subject: subjectFacts(subject), namedTenant },
  }));
  await insertUnbound(transaction, unbound);
  for (const { action, range, digest } of [
    { action: "certificates-taken", range: taken, digest: digestOfTaken(taken) },
    { action: "certificates-listed", range: listed, digest: digestOfListed(listed) },
  ] as const) {
    const [first, last] = [range[0]?.number, range.at(-1)?.number];
    if (first === undefined || last === undefined) continue;
    const detail = { first, last, count: range.length, digest, ...(source === undefined ? {} : { source }) };
    await appendAudit(transaction, { at, actor, action, object: `${first}-${last}`, detail, tenant: null });
  }
}
