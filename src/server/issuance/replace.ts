import type { Bytes } from "../../core/bytes.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import type { Precondition } from "../../protocol/precondition.ts";
import type { Product } from "../settings.ts";
import { appendAudit, type AuditEntry } from "../store/audit.ts";
import { markRevoked, type HeldCertificate } from "../store/certificates.ts";
import { countRecentIssues, findReplacement } from "../store/replacements.ts";
import type { CertificateRow, StoreTransaction } from "../store/schema.ts";
import { acceptedAfter } from "./ask-again.ts";
import { Refusal } from "./refusal.ts";
import { judge } from "./renewal-judgement.ts";
import { countingReplacement } from "./renewal-order.ts";
import type { Service } from "./service.ts";
import { signAndRecord } from "./sign-and-record.ts";

const hour = 3_600_000;
const replacementsPerHour = 10;

/** A renewal, wherever its key is made. */
export interface ReplacementOrder {
  /** The caller's certificate, as it was admitted. */
  readonly predecessor: HeldCertificate;
  readonly precondition: Precondition | undefined;
  /** The rules of the host that was asked. */
  readonly product: Product;
  readonly now: Date;
}

/** The public half of a replacement's key. */
export interface ReplacementKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  readonly keyKind: KeyKind;
}

/** The one valid replacement of a certificate. */
export interface Replacement {
  readonly serial: string;
  /** DER. */
  readonly der: Uint8Array;
  /** Whether it had been issued before. */
  readonly repeated: boolean;
}

/**
 * Gives a certificate its replacement: there is never more than one that is valid. One that was never used is given
 * again to a request that `repeats` it, and makes room for any other, by being revoked.
 *
 * @throws Refusal with the code of the rule that speaks against it
 */
export async function replace(
  service: Service,
  transaction: StoreTransaction,
  order: ReplacementOrder,
  key: ReplacementKey,
  repeats: (pending: CertificateRow) => boolean,
): Promise<Replacement> {
  const { predecessor, now } = order;
  const present = await findReplacement(transaction, predecessor.serial);
  const counting = countingReplacement(predecessor, present, now);
  refuseByRule(order, counting !== undefined && counting.first_used_at !== null);
  if (counting !== undefined && repeats(counting)) return { serial: counting.serial, der: counting.der, repeated: true };
  refuseByPrecondition(order.precondition, present, counting);
  await refuseTooMany(service, transaction, order);
  const superseded = present === undefined ? [] : [await supersede(transaction, present, order)];
  const { leaf, entry } = await signAndRecord(service, transaction, {
    ...key,
    tenant: predecessor.tenant,
    cn: predecessor.cn,
    predecessor: predecessor.serial,
    actor: `certificate ${predecessor.serial}`,
    now,
  });
  await appendAudit(transaction, ...superseded, entry);
  return { serial: leaf.serial, der: leaf.der, repeated: false };
}

/**
 * Refuses what the product's rules speak against.
 *
 * @param replaced whether the replacement has been used
 * @throws Refusal with the code of the rule
 */
export function refuseByRule({ predecessor, product, now }: ReplacementOrder, replaced: boolean): void {
  const { refusal, window } = judge(predecessor, product, replaced, now);
  if (refusal === undefined) return;
  const retry = refusal === "not-due" ? { retryAfter: acceptedAfter(window, predecessor.serial, now) } : {};
  throw new Refusal(refusal, retry);
}

function refuseByPrecondition(
  precondition: Precondition | undefined,
  present: CertificateRow | undefined,
  counting: CertificateRow | undefined,
): void {
  const fulfilled =
    precondition === undefined ||
    (precondition.kind === "none-pending" ? counting === undefined : present?.serial === precondition.serial);
  if (!fulfilled) throw new Refusal("replacement-pending");
}

async function refuseTooMany(
  { settings }: Service,
  transaction: StoreTransaction,
  { predecessor, now }: ReplacementOrder,
): Promise<void> {
  const { renewalsPerTenantPerHour } = settings.limits;
  const recent = await countRecentIssues(transaction, predecessor, now.getTime() - hour);
  if (recent.replacements >= replacementsPerHour) throw new Refusal("too-many-requests", { retryAfter: hour / 1000 });
  if (recent.tenant >= renewalsPerTenantPerHour) throw new Refusal("tenant-renewals-exceeded", { retryAfter: hour / 1000 });
}

async function supersede(
  transaction: StoreTransaction,
  pending: CertificateRow,
  { predecessor, now }: ReplacementOrder,
): Promise<AuditEntry> {
  await markRevoked(transaction, pending.serial, "superseded", now.getTime());
  const actor = `certificate ${predecessor.serial}`;
  return { at: now, actor, action: "revoked", object: pending.serial, detail: { reason: "superseded" } };
}
