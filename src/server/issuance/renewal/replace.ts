import { clockSkew } from "../../../core/clock.ts";
import type { Precondition } from "../../../protocol/precondition.ts";
import type { Product } from "../../settings/settings.ts";
import { appendAudit, type AuditEntry } from "../../store/audit/audit.ts";
import { findHeldCertificate, markRevoked, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { countRecentIssues } from "../../store/certificates/replacements.ts";
import type { CertificateRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { allowedKeyKinds } from "../allowed-key-kinds.ts";
import type { CertifiableKey } from "../certifiable-key.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { signAndRecord, type IssueOrder, type SignedAndRecorded } from "../sign-and-record.ts";
import { requireValid } from "../validity.ts";
import { requireKeyKind } from "../verify-request.ts";
import { askAgainAfter } from "./ask-again.ts";
import { judge } from "./renewal-judgement.ts";

const hour = 3_600_000;
const replacementsPerHour = 10;

/** A renewal, wherever its key is made. */
export interface ReplacementOrder {
  /** The caller's certificate, as it was admitted; what it has become since is read in the transaction that issues. */
  readonly predecessor: HeldCertificate;
  readonly precondition: Precondition | undefined;
  /** The rules by which the host that was asked renews a certificate. */
  readonly productOf: (certificate: HeldCertificate) => Product;
  readonly now: Date;
}

/** The key of a replacement. */
interface ReplacementKey {
  readonly key: CertifiableKey;
  /** Whether the key was made here, to be kept: RSA, which is all that its clients can use, whatever the tenant's kind. */
  readonly kept: boolean;
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
 * again to a request that `repeats` it, and makes room for any other, by being revoked. Everything that decides is
 * read here, in the transaction that issues: a revocation, a closed tenant or another rule that was there before it
 * counts.
 *
 * @throws Refusal with the code of what speaks against it
 */
export async function replace(
  service: Service,
  transaction: StoreTransaction,
  order: ReplacementOrder,
  made: ReplacementKey,
  repeats: (pending: CertificateRow) => boolean,
): Promise<Replacement> {
  const { now } = order;
  const { predecessor, repeated } = await judgeReplacement(service, transaction, order, repeats, made);
  if (repeated !== undefined) return { serial: repeated.serial, der: repeated.der, repeated: true };
  const { serial, tenant, cn, replacement: unused } = predecessor;
  const issue = { tenant, cn, key: made.key, predecessor: serial, actor: `certificate ${serial}`, now };
  const { leaf } = await issueReplacement(service, transaction, issue, unused);
  return { serial: leaf.serial, der: leaf.der, repeated: false };
}

/**
 * Judges a renewal by everything on record: before the work that it takes, so that none is done for those who are
 * refused anyway, and again in the transaction that issues, which decides.
 *
 * @param repeats whether a pending replacement is the one that is asked for
 * @param made the replacement's key, once it is there
 * @returns the certificate as it is at present, and the pending replacement where that is given again
 * @throws Refusal with the code of what speaks against it
 */
export async function judgeReplacement(
  service: Service,
  store: Store,
  order: ReplacementOrder,
  repeats: (pending: CertificateRow) => boolean,
  made?: ReplacementKey,
): Promise<{ readonly predecessor: HeldCertificate; readonly repeated?: CertificateRow }> {
  const { now } = order;
  const predecessor = requireValid(await findHeldCertificate(store, order.predecessor.serial), now);
  const product = order.productOf(predecessor);
  const counting = requireRenewable(predecessor, product, now);
  if (made?.kept === false) requireKeyKind(made.key.keyKind, allowedKeyKinds(predecessor, product));
  if (counting !== undefined && repeats(counting)) return { predecessor, repeated: counting };
  refuseByPrecondition(order.precondition, predecessor.replacement, counting);
  await refuseTooMany(service, store, predecessor, now);
  return { predecessor };
}

/**
 * Refuses, before anything dear is done for it, what was to be refused when the certificate was admitted. It decides
 * nothing else: `replace` judges again.
 *
 * @throws Refusal with the code of the rule
 */
export function judgeAtFirstSight({ predecessor, productOf, now }: ReplacementOrder): void {
  requireRenewable(predecessor, productOf(predecessor), now);
}

/**
 * Refuses what the product's rules speak against.
 *
 * @returns the replacement that there is, where it counts; it has not been used
 * @throws Refusal with the code of the rule
 */
function requireRenewable(predecessor: HeldCertificate, product: Product, now: Date): CertificateRow | undefined {
  const { refusal, window, replacement } = judge(predecessor, product, now);
  if (refusal === undefined) return replacement;
  // The schedule of the status, so that whoever comes too early hears of an order to renew at once as soon as others.
  const retry =
    refusal === "not-due" ? { retryAfter: askAgainAfter(window, { serial: predecessor.serial, urgent: false }, now) } : {};
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

async function refuseTooMany({ settings }: Service, store: Store, predecessor: HeldCertificate, now: Date): Promise<void> {
  const { renewalsPerTenantPerHour } = settings.limits;
  // What was issued by a clock that was ahead counts for nothing once it is right again.
  const recent = await countRecentIssues(store, predecessor, { after: now.getTime() - hour, until: now.getTime() + clockSkew });
  if (recent.replacements >= replacementsPerHour) throw new Refusal("too-many-requests", { retryAfter: hour / 1000 });
  if (recent.tenant >= renewalsPerTenantPerHour) throw new Refusal("tenant-renewals-exceeded", { retryAfter: hour / 1000 });
}

/**
 * Issues a certificate in the place of another one, with its audit entries.
 *
 * @param unused the replacement that the other one has; it was never used, and is revoked as superseded
 * @throws Refusal as `signAndRecord`
 */
export async function issueReplacement(
  service: Service,
  transaction: StoreTransaction,
  order: IssueOrder,
  unused: Pick<CertificateRow, "serial"> | undefined,
): Promise<Pick<SignedAndRecorded, "leaf" | "number">> {
  const { actor, now } = order;
  const entries: AuditEntry[] = [];
  if (unused !== undefined) {
    await markRevoked(transaction, unused.serial, "superseded", now.getTime());
    entries.push({ at: now, actor, action: "revoked", object: unused.serial, detail: { reason: "superseded" } });
  }
  const { leaf, number, entry } = await signAndRecord(service, transaction, order);
  await appendAudit(transaction, ...entries, entry);
  return { leaf, number };
}
