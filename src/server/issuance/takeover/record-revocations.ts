import type { RevocationReason } from "../../../core/revocation-reason.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { markRevoked } from "../../store/certificates/certificates.ts";
import { digestOfRevocations } from "../../store/certificates/record-digest.ts";
import { readRevocationRange } from "../../store/certificates/taken-certificates.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import { cancelRecoveryCodes } from "../cancel-recovery-codes.ts";
import { block } from "../lifecycle/blocked-keys.ts";

/** A revocation of a known certificate by somebody else. */
export interface ImportedRevocation {
  readonly certificate: Pick<CertificateRow, "number" | "issuer" | "serial" | "tenant" | "cn" | "spkiSha256">;
  readonly at: Date;
  readonly reason: RevocationReason;
}

/** Revocations to record. */
interface RevocationOrder extends Act {
  /** The number of the latest revocation before those that the same transaction has added with their certificates. */
  readonly since: number;
  /** Further keys to block: of the latter, and of certificates that had been revoked for another reason. */
  readonly keys: readonly string[];
  /** How many of the added ones were known before, from lists that name them. */
  readonly expected: number;
  readonly revocations: readonly ImportedRevocation[];
}

/**
 * Revokes certificates as others have, with their reasons and times, in the caller's transaction. One entry of the audit
 * trail covers all of them. Compromised keys are blocked, and recovery codes are cancelled. A time in the future is
 * recorded as the present: some programs accept a certificate until the time in its entry.
 *
 * @returns the number of certificates that were revoked
 */
export async function recordRevocations(
  transaction: StoreTransaction,
  { since, keys, expected, revocations, actor, now: at }: RevocationOrder,
): Promise<number> {
  const distinct = [...new Map(revocations.map((each) => [each.certificate.number, each])).values()];
  for (const { certificate, at: revokedAt, reason } of distinct) {
    await markRevoked(transaction, certificate.number, reason, Math.min(revokedAt.getTime(), at.getTime()));
  }
  const recorded = await readRevocationRange(transaction, since + 1);
  const [first, last] = [recorded[0]?.revocationNumber ?? undefined, recorded.at(-1)?.revocationNumber ?? undefined];
  if (first !== undefined && last !== undefined) {
    const detail = { first, last, count: recorded.length, expected, digest: digestOfRevocations(recorded) };
    await appendAudit(transaction, { at, actor, action: "revocations-taken", object: `${first}-${last}`, detail, tenant: null });
  }
  for (const { certificate } of distinct) await cancelRecoveryCodes(transaction, certificate, { actor, now: at });
  const compromised = distinct
    .filter(({ reason, certificate }) => reason === "key-compromise" && certificate.spkiSha256 !== "")
    .map(({ certificate }) => certificate.spkiSha256);
  await block(transaction, { keys: [...new Set([...keys, ...compromised])], source: "import", actor, now: at });
  return recorded.length;
}
