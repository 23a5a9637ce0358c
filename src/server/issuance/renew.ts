import type { Bytes } from "../../core/bytes.ts";
import { sameSubject } from "../../core/subject.ts";
import type { Precondition } from "../../protocol/precondition.ts";
import type { Product } from "../settings.ts";
import { appendAudit, type AuditEntry } from "../store/audit.ts";
import { markRevoked, type HeldCertificate } from "../store/certificates.ts";
import { countReplacementsSince, findReplacement } from "../store/replacements.ts";
import type { CertificateRow, StoreTransaction } from "../store/schema.ts";
import { transact } from "../store/transact.ts";
import { acceptedAfter } from "./ask-again.ts";
import { Refusal } from "./refusal.ts";
import { judge } from "./renewal-judgement.ts";
import type { Service } from "./service.ts";
import { keyFingerprint, signAndRecord } from "./sign-and-record.ts";
import { verifyRequest, type VerifiedRequest } from "./verify-request.ts";

const hour = 3_600_000;
const replacementsPerHour = 10;

/** A renewal as its caller asks for it. */
export interface RenewalOrder {
  /** The caller's certificate, as it was admitted. */
  readonly predecessor: HeldCertificate;
  /** PKCS#10, DER. */
  readonly request: Bytes;
  readonly precondition: Precondition | undefined;
  /** The rules of the host that was asked. */
  readonly product: Product;
  readonly now: Date;
}

/**
 * Renews a certificate (RFC 7030, section 4.2.2): issues one for the same subject and the request's key. There is never
 * more than one valid replacement. The same key again is given the same certificate, so that a lost answer can be
 * fetched once more; a different key takes the place of a replacement that was never used, which is revoked.
 *
 * @returns the replacement, DER; it is durable
 * @throws Refusal with the code of the rule that speaks against it
 */
export async function renew(service: Service, order: RenewalOrder): Promise<Uint8Array> {
  const { predecessor, product, now } = order;
  refuseByRule(order, false);
  const request = verifyRequest(order.request);
  if (!sameSubject(request.subject, { cn: predecessor.cn, o: predecessor.tenant })) {
    throw new Refusal("request-subject-wrong");
  }
  const fingerprint = keyFingerprint(request.spki);
  const allowed = [predecessor.key_kind, ...product.furtherKeyKinds];
  if (!allowed.includes(request.keyKind) || fingerprint === predecessor.spki_sha256) {
    throw new Refusal("request-key-not-allowed");
  }
  return await transact(service.store, async (transaction) => {
    const present = await findReplacement(transaction, predecessor.serial);
    refuseByRule(order, present !== undefined && present.first_used_at !== null);
    if (present?.spki_sha256 === fingerprint) return present.der;
    refuseByPrecondition(order.precondition, present);
    await refuseTooMany(transaction, predecessor.serial, now);
    const superseded = present === undefined ? [] : [await supersede(transaction, present, order)];
    return await replace(service, transaction, order, request, superseded);
  });
}

function refuseByRule({ predecessor, product, now }: RenewalOrder, replaced: boolean): void {
  const { refusal, window } = judge(predecessor, product, replaced, now);
  if (refusal === undefined) return;
  const retry = refusal === "not-due" ? { retryAfter: acceptedAfter(window, predecessor.serial, now) } : {};
  throw new Refusal(refusal, retry);
}

function refuseByPrecondition(precondition: Precondition | undefined, pending: CertificateRow | undefined): void {
  const fulfilled =
    precondition === undefined ||
    (precondition.kind === "none-pending" ? pending === undefined : pending?.serial === precondition.serial);
  if (!fulfilled) throw new Refusal("replacement-pending");
}

async function refuseTooMany(transaction: StoreTransaction, predecessor: string, now: Date): Promise<void> {
  const count = await countReplacementsSince(transaction, predecessor, now.getTime() - hour);
  if (count >= replacementsPerHour) throw new Refusal("too-many-requests", { retryAfter: hour / 1000 });
}

async function supersede(
  transaction: StoreTransaction,
  pending: CertificateRow,
  { predecessor, now }: RenewalOrder,
): Promise<AuditEntry> {
  await markRevoked(transaction, pending.serial, "superseded", now.getTime());
  const actor = `certificate ${predecessor.serial}`;
  return { at: now, actor, action: "revoked", object: pending.serial, detail: { reason: "superseded" } };
}

async function replace(
  service: Service,
  transaction: StoreTransaction,
  { predecessor, now }: RenewalOrder,
  { spki, keyKind }: VerifiedRequest,
  before: readonly AuditEntry[],
): Promise<Uint8Array> {
  const { leaf, entry } = await signAndRecord(service, transaction, {
    tenant: predecessor.tenant,
    cn: predecessor.cn,
    spki,
    keyKind,
    predecessor: predecessor.serial,
    actor: `certificate ${predecessor.serial}`,
    now,
  });
  await appendAudit(transaction, ...before, entry);
  return leaf.der;
}
