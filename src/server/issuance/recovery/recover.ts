import type { Bytes } from "../../../core/bytes.ts";
import type { KeyKind } from "../../../core/key-kind.ts";
import { p12FileName } from "../../../core/renewal/file-name.ts";
import type { CertificateRequest } from "../../../core/x509/request.ts";
import { productNamed } from "../../settings/products.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { findHeldCertificate, type HeldCertificate } from "../../store/certificates/certificates.ts";
import type { CertificateRow, RecoveryCodeRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { findNewestCertificate, spendRecoveryCode } from "../../store/renewals/recovery-codes.ts";
import type { CertifiableKey } from "../certifiable-key.ts";
import { allowedKeyKinds, requireKeyKind } from "../key-policy.ts";
import { Refusal } from "../refusal.ts";
import { issueReplacement } from "../renewal/replace.ts";
import type { Service } from "../service.ts";
import { issuing } from "../upstream/issuing.ts";
import { requireSubject, verifyRequest } from "../verify-request.ts";
import { verifyCode, type RecoveryClaim } from "./recovery-codes.ts";

/** A certificate issued for a code. */
export interface Recovered {
  /** DER. */
  readonly certificate: Uint8Array;
  /** `<six digits>_JP_<tenant>_<cn>.p12` */
  readonly fileName: string;
}

/**
 * Renews without a certificate, by an administrator's one-time code (RFC 7030, section 4.2.1). The predecessor is the
 * person's newest certificate, even if it has expired or is revoked, because the administrator has identified the person.
 * The predecessor never has more than one valid replacement; one that was never used is revoked. A repeated request with
 * the same code and key returns the same certificate until the code expires, so that a lost response can be fetched
 * again.
 *
 * @throws Refusal `recovery-code-wrong`, `tenant-closed`, `type-not-renewable`, `request-subject-wrong`, the refusals of
 * the request's key or signature, `authority-expires-first`; after these the code can still be used
 */
export async function recover(
  service: Service,
  order: {
    readonly claim: RecoveryClaim;
    readonly request: CertificateRequest;
    /** The request itself, DER. */
    readonly pkcs10: Bytes;
    readonly now: Date;
  },
): Promise<Recovered> {
  const { claim, request, pkcs10, now } = order;
  // Before the transaction, so that a caller without a code does not take the database's only lock.
  await verifyCode(service.store, claim, now);
  return await issuing(service, now, async (transaction) => {
    const code = await verifyCode(transaction, claim, now);
    const newest = await newestOf(transaction, code);
    requireRecoverable(service, newest, request);
    // After the code, so that nothing about the request is verified or revealed without one.
    const key = verifyRequest(request, requireKeyKind(request.keyKind, kindsFor(service, newest)));
    if (code.certificate !== null) return await repeat(transaction, code.certificate, key);
    return await issueForCode(service, transaction, { code, newest, key, pkcs10, now });
  });
}

/**
 * The kinds of key that a person with a code may use, the preferred one first.
 *
 * @throws Refusal `recovery-code-wrong`
 */
export async function keyKindsForCode(service: Service, claim: RecoveryClaim, now: Date): Promise<readonly KeyKind[]> {
  const code = await verifyCode(service.store, claim, now);
  // No other key is certified for a code that has been used.
  if (code.certificate !== null) throw new Refusal("recovery-code-wrong");
  return kindsFor(service, await newestOf(service.store, code));
}

async function newestOf(store: Store, code: RecoveryCodeRow): Promise<HeldCertificate> {
  const newest = await findNewestCertificate(store, code);
  const held = newest && (await findHeldCertificate(store, newest.number));
  if (held === undefined) throw new Error("A recovery code belongs to a person who never had a certificate.");
  return held;
}

function kindsFor({ settings }: Service, newest: HeldCertificate): readonly KeyKind[] {
  return allowedKeyKinds(newest, productNamed(settings, newest.product));
}

function requireRecoverable(service: Service, newest: HeldCertificate, request: CertificateRequest): void {
  if (newest.closedAt !== null) throw new Refusal("tenant-closed");
  if (!productNamed(service.settings, newest.product).renews(newest.cn)) throw new Refusal("type-not-renewable");
  requireSubject(request, newest, "code");
}

/** Returns the certificate of a used code again, only for the same key. */
async function repeat(transaction: StoreTransaction, certificate: number, key: CertifiableKey): Promise<Recovered> {
  const issued = await findHeldCertificate(transaction, certificate);
  const same = issued?.revokedAt === null && issued.spkiSha256 === key.fingerprint;
  if (!same) throw new Refusal("recovery-code-wrong");
  return recovered(issued.der, issued);
}

async function issueForCode(
  service: Service,
  transaction: StoreTransaction,
  order: {
    readonly code: RecoveryCodeRow;
    readonly newest: CertificateRow;
    readonly key: CertifiableKey;
    readonly pkcs10: Bytes;
    readonly now: Date;
  },
): Promise<Recovered> {
  const { code, newest, key, pkcs10, now } = order;
  const { tenant, cn, createdBy: administrator } = code;
  const replaced = newest.firstUsedAt === null ? newest.replaces : null;
  const predecessor = await findHeldCertificate(transaction, replaced ?? newest.number);
  if (predecessor === undefined) throw new Error("A predecessor was deleted from the database.");
  const actor = `recovery code of ${administrator}`;
  const unused = replaced === null ? undefined : newest;
  const { leaf, number, entry } = await issueReplacement(
    service,
    transaction,
    { tenant, cn, key, proof: { kind: "client", request: pkcs10 }, predecessor, actor, now },
    unused,
  );
  await spendRecoveryCode(transaction, code, number);
  const detail = {
    tenant,
    cn,
    predecessor: nameOf(predecessor),
    allowedBy: administrator,
    predecessorRevoked: predecessor.revocationReason,
  };
  await appendAudit(transaction, { at: now, actor, action: "recovered", object: entry.object, detail, tenant });
  return recovered(leaf.der, { number, cn, tenant });
}

function recovered(certificate: Uint8Array, { number, cn, tenant }: Pick<CertificateRow, "number" | "cn" | "tenant">): Recovered {
  return { certificate, fileName: p12FileName(number, { cn, o: tenant }) };
}
