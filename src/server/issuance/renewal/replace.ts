import { appendAudit, type AuditEntry } from "../../store/audit/audit.ts";
import { actorOf, nameOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { markRevoked } from "../../store/certificates/certificates.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import type { CertifiableKey } from "../certifiable-key.ts";
import type { Service } from "../service.ts";
import { signAndRecord, type IssueOrder, type SignedAndRecorded } from "../sign-and-record.ts";
import type { KeyProof } from "../signature-needed.ts";
import type { KeyOrigin } from "./key-origin.ts";
import { judgeReplacement, type ReplacementOrder } from "./renewal-judgement.ts";

/** The one valid replacement of a certificate. */
export interface Replacement extends CertificateIdentity {
  readonly number: number;
  /** DER. */
  readonly der: Uint8Array;
  /** Whether it had been issued before. */
  readonly repeated: boolean;
}

/**
 * Issues the replacement of a certificate, which never has more than one that is valid. A replacement that was never
 * used is returned again if the request repeats the one that it was issued for, and is revoked otherwise. All decisions
 * are made from what this transaction reads, so that an earlier revocation, closure or change of rules takes effect.
 *
 * @param proof that the holder, or the service, has the key
 * @throws Refusal with the code of the rule, SignatureNeeded
 */
export async function replace(
  service: Service,
  transaction: StoreTransaction,
  order: ReplacementOrder,
  origin: KeyOrigin & { readonly key: CertifiableKey },
  proof: KeyProof,
): Promise<Replacement> {
  const { now } = order;
  await order.administrator?.requireStill(transaction);
  const { predecessor, repeated } = await judgeReplacement(service, transaction, order, origin);
  if (repeated !== undefined) return { ...repeated, repeated: true };
  const { tenant, cn, replacement: unused } = predecessor;
  const issue = { tenant, cn, key: origin.key, proof, predecessor, actor: order.administrator?.actor ?? actorOf(predecessor), now };
  const { leaf, number, issuer } = await issueReplacement(service, transaction, issue, unused);
  return { number, issuer, serial: leaf.serial, der: leaf.der, repeated: false };
}

/**
 * Issues a certificate that replaces another one, and writes the audit entries.
 *
 * @param unused the replacement that the other one has; it was never used, and is revoked as superseded
 * @throws Refusal as `signAndRecord`
 */
export async function issueReplacement(
  service: Service,
  transaction: StoreTransaction,
  order: IssueOrder,
  unused: CertificateRow | undefined,
): Promise<SignedAndRecorded> {
  const { actor, now } = order;
  const entries: AuditEntry[] = [];
  if (unused !== undefined) {
    await markRevoked(transaction, unused.number, "superseded", now.getTime());
    const detail = { reason: "superseded" };
    entries.push({ at: now, actor, action: "revoked", object: nameOf(unused), detail, tenant: unused.tenant });
  }
  const issued = await signAndRecord(service, transaction, order);
  await appendAudit(transaction, ...entries, issued.entry);
  return issued;
}
