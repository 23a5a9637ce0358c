import type { RevocationReason } from "../../../core/revocation-reason.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { findHeldCertificate, markRevoked } from "../../store/certificates/certificates.ts";
import { findPredecessors, findSuccessors } from "../../store/certificates/lineage.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import { cancelRecoveryCodes } from "../cancel-recovery-codes.ts";
import { requireCertificate } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { block } from "./blocked-keys.ts";

/** What a certificate's relatives by renewal are to it. */
export type Relation = "replacement" | "predecessor";

/** A certificate of the same person or program that is valid beside a revoked one. */
interface ValidRelative {
  readonly serial: string;
  readonly relation: Relation;
}

/** What was revoked, and which of its relatives were left valid. */
export interface Revocation {
  readonly revoked: readonly string[];
  /** That the certificate itself had been revoked already; null where it had not. */
  readonly revokedBefore: { readonly at: Date; readonly reason: string } | null;
  readonly stillValid: readonly ValidRelative[];
  /** The key that no certificate is issued for from now on, by its SHA-256; null where none, or that one before. */
  readonly blockedKey: string | null;
}

/**
 * Revokes a certificate. It is refused from the next request on, and its predecessor, where it has one, renews again.
 * Its relatives by renewal are never revoked along with it unless they are asked for: a holder who has renewed would
 * lose what they work with. A certificate that is revoked stays so, with its first reason. A compromised key takes
 * all of its certificates with it, whoever they name, and none is issued for it any more, be the certificate revoked
 * before or not. A recovery code that a holder was given before is of no use afterwards.
 *
 * @param act.along the relatives that are revoked too
 * @throws OperatorError `certificate-unknown`
 */
export async function revokeCertificate(
  service: Service,
  serial: string,
  reason: RevocationReason,
  { actor, now, along = [] }: Act & { readonly along?: readonly Relation[] },
): Promise<Revocation> {
  return await transact(service.store, async (transaction) => {
    const certificate = await requireCertificate(transaction, serial);
    const relatives = await validRelatives(transaction, certificate, now);
    const asked = relatives.filter(({ relation }) => along.includes(relation)).map((relative) => relative.serial);
    const revoked = certificate.revokedAt === null ? [serial, ...asked] : asked;
    for (const object of revoked) {
      await markRevoked(transaction, object, reason, now.getTime());
      await appendAudit(transaction, { at: now, actor, action: "revoked", object, detail: { reason } });
    }
    const compromised = reason === "key-compromise" ? [certificate.spkiSha256] : [];
    const alike = await block(transaction, { keys: compromised, source: `certificate ${serial}`, actor, now });
    revoked.push(...alike.revoked);
    // Also where all had been revoked before: whoever revokes again wants nothing of it to come back.
    for (const each of new Set([serial, ...revoked])) {
      const holder = await findHeldCertificate(transaction, each);
      if (holder !== undefined) await cancelRecoveryCodes(transaction, { tenant: holder.tenant, cn: holder.cn }, { actor, now });
    }
    const stillValid = relatives.filter((relative) => !revoked.includes(relative.serial));
    return { revoked, revokedBefore: revocationOf(certificate), stillValid, blockedKey: alike.blocked[0] ?? null };
  });
}

/** When and why a certificate was revoked; null where it was not. */
export function revocationOf({ revokedAt: at, revocationReason: reason }: CertificateRow): Revocation["revokedBefore"] {
  return at === null ? null : { at: new Date(at), reason: reason ?? "unspecified" };
}

async function validRelatives(transaction: StoreTransaction, certificate: CertificateRow, now: Date): Promise<ValidRelative[]> {
  const related = (relation: Relation, rows: readonly CertificateRow[]): ValidRelative[] =>
    rows
      .filter(({ revokedAt, notAfter }) => revokedAt === null && notAfter >= now.getTime())
      .map(({ serial }) => ({ serial, relation }));
  const predecessors = await findPredecessors(transaction, certificate);
  // Another replacement of its predecessor has taken its place, too.
  const line = await findSuccessors(transaction, predecessors.at(-1) ?? certificate);
  const known = new Set([certificate, ...predecessors].map(({ serial }) => serial));
  return [
    ...related("predecessor", predecessors),
    ...related(
      "replacement",
      line.filter(({ serial }) => !known.has(serial)),
    ),
  ];
}
