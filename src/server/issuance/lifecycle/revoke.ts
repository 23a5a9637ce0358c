import type { RevocationReason } from "../../../core/revocation-reason.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { actorOf, identityOf, nameOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { markRevoked } from "../../store/certificates/certificates.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { cancelRecoveryCodes } from "../cancel-recovery-codes.ts";
import { requireCertificate, type NamedWithin } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { block } from "./blocked-keys.ts";
import { validRelatives, type Relation } from "./valid-relatives.ts";

/** A valid certificate of the same lineage. */
interface ValidRelative extends CertificateIdentity {
  readonly relation: Relation;
}

interface RevocationAct extends Act {
  readonly along?: readonly Relation[];
  readonly permitted?: (transaction: StoreTransaction) => Promise<void>;
  readonly acted?: (transaction: StoreTransaction) => Promise<void>;
}

/** The revoked certificates, and the related ones that remain valid. */
export interface Revocation {
  readonly revoked: readonly CertificateIdentity[];
  /** When and why the certificate itself had been revoked before; null if it had not. */
  readonly revokedBefore: { readonly at: Date; readonly reason: string } | null;
  readonly stillValid: readonly ValidRelative[];
  /** The SHA-256 of the key that was blocked; null if none was, or it was blocked before. */
  readonly blockedKey: string | null;
}

/**
 * Revokes a certificate. It is refused from the next request on, and its predecessor, if it has one, can be renewed again.
 * Related certificates are revoked only on request: a holder who has renewed would lose the one in use. A revoked
 * certificate stays revoked, with its first reason. If the key is compromised, it is blocked and all of its certificates
 * are revoked, whoever their holder is, even if this certificate was revoked before. The holder's recovery code is
 * cancelled.
 *
 * @param named if it names a tenant, certificates of others with a compromised key are revoked, but not in the result
 * @param act.along the related certificates to revoke too
 * @param act.permitted called first in the transaction: throws if it is not permitted any more
 * @param act.acted called last in the transaction
 * @throws OperatorError `certificate-unknown`, `certificate-ambiguous`
 */
export async function revokeCertificate(
  service: Service,
  named: NamedWithin,
  reason: RevocationReason,
  { actor, now, along = [], permitted, acted }: RevocationAct,
): Promise<Revocation> {
  return await transact(service.store, async (transaction) => {
    await permitted?.(transaction);
    const certificate = await requireCertificate(transaction, named);
    const relatives = await validRelatives(transaction, certificate, now);
    const requested = relatives.filter(({ relation }) => along.includes(relation)).map((relative) => relative.certificate);
    const revoked = certificate.revokedAt === null ? [certificate, ...requested] : requested;
    for (const each of revoked) {
      await markRevoked(transaction, each.number, reason, now.getTime());
      const entry = { at: now, actor, object: nameOf(each), detail: { reason }, tenant: each.tenant };
      await appendAudit(transaction, { ...entry, action: "revoked" });
    }
    const compromised = reason === "key-compromise" ? [certificate.spkiSha256] : [];
    const blocking = await block(transaction, { keys: compromised, source: actorOf(certificate), actor, now });
    revoked.push(...blocking.revoked);
    // Even if all had been revoked before: an operator who revokes again wants to end all access.
    for (const { tenant, cn } of [certificate, ...revoked]) await cancelRecoveryCodes(transaction, { tenant, cn }, { actor, now });
    await acted?.(transaction);
    const numbers = new Set(revoked.map(({ number }) => number));
    const stillValid = relatives
      .filter((relative) => !numbers.has(relative.certificate.number))
      .map((relative) => ({ ...identityOf(relative.certificate), relation: relative.relation }));
    return {
      revoked: revoked.filter(({ tenant }) => named.tenant === undefined || tenant === named.tenant).map(identityOf),
      revokedBefore: revocationOf(certificate),
      stillValid,
      blockedKey: blocking.blocked[0] ?? null,
    };
  });
}

/** When and why a certificate was revoked; null if it was not. */
export function revocationOf({ revokedAt: at, revocationReason: reason }: CertificateRow): Revocation["revokedBefore"] {
  return at === null ? null : { at: new Date(at), reason: reason ?? "unspecified" };
}
