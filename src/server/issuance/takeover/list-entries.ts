import { asRevocationReason } from "../../../core/revocation-reason.ts";
import type { ListedRevocation } from "../../authority/lists/read-revocation-list.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { addUnknownRevocations, latestRevocation, markUnknownAsCompromised } from "../../store/certificates/revocation-lists.ts";
import { findBySerials } from "../../store/certificates/taken-certificates.ts";
import type { Store, StoreTransaction } from "../../store/database/schema.ts";
import { recordRevocations, type ImportedRevocation } from "./record-revocations.ts";

/** What the entries of a revocation list have changed. */
export interface EntryCounts {
  /** The certificates that were revoked. */
  readonly revoked: number;
  /** The entries about unknown certificates, which are revoked if they are imported later. */
  readonly kept: number;
}

/** Revokes the certificates in some entries of an authority's list, in the caller's transaction. */
export async function recordEntries(
  transaction: StoreTransaction,
  issuer: string,
  entries: readonly ListedRevocation[],
  act: Act,
): Promise<EntryCounts> {
  const { known, unknown, compromisedBefore } = await divideEntries(transaction, issuer, entries);
  const since = await latestRevocation(transaction);
  const revoked = await recordRevocations(transaction, {
    ...{ since, keys: compromisedBefore, expected: 0, revocations: known },
    ...act,
  });
  const rows = unknown.map(({ serial, revokedAt, reason }) => ({
    ...{ issuer, serial, revokedAt: Math.min(revokedAt.getTime(), act.now.getTime()), revocationReason: reason },
  }));
  const kept = await addUnknownRevocations(transaction, rows);
  if (kept > 0) {
    await appendAudit(transaction, {
      ...{ at: act.now, actor: act.actor, action: "revocations-kept", object: issuer, detail: { count: kept }, tenant: null },
    });
  }
  const compromised = rows.flatMap(({ serial, revocationReason }) => (revocationReason === "key-compromise" ? [serial] : []));
  await markUnknownAsCompromised(transaction, issuer, compromised);
  return { revoked, kept };
}

/** Entries by what is known of their certificates. */
interface DividedEntries {
  /** Those of certificates that are not revoked yet, each once. */
  readonly known: readonly ImportedRevocation[];
  /** Those of unknown certificates, each once. */
  readonly unknown: readonly ListedRevocation[];
  /** The keys of certificates that were revoked for another reason, and are compromised by what the list says. */
  readonly compromisedBefore: readonly string[];
}

/** Divides entries of an authority's list by what is known of their certificates. */
export async function divideEntries(store: Store, issuer: string, entries: readonly ListedRevocation[]): Promise<DividedEntries> {
  const distinct = [...new Map(entries.toReversed().map((entry) => [entry.serial, entry])).values()].toReversed();
  const rows = await findBySerials(
    store,
    distinct.map(({ serial }) => serial),
  );
  const present = new Map(rows.filter((row) => row.issuer === issuer).map((row) => [row.serial, row]));
  const known = distinct.flatMap(({ serial, revokedAt: at, reason }) => {
    const certificate = present.get(serial);
    return certificate?.revokedAt === null ? [{ certificate, at, reason: asRevocationReason(reason) }] : [];
  });
  const compromisedBefore = distinct.flatMap(({ serial, reason }) => {
    const certificate = present.get(serial);
    const isCompromised = reason === "key-compromise" && typeof certificate?.revokedAt === "number";
    return isCompromised && certificate.spkiSha256 !== "" ? [certificate.spkiSha256] : [];
  });
  return { known, unknown: distinct.filter(({ serial }) => !present.has(serial)), compromisedBefore };
}
