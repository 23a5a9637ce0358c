import { clockSkew } from "../../../core/clock.ts";
import type { Opening } from "../../../core/renewal/daily-window.ts";
import { judgeRenewal, type RenewalRefusal } from "../../../core/renewal/eligibility.ts";
import { renewalWindow, type RenewalWindow } from "../../../core/renewal/schedule.ts";
import type { Precondition } from "../../../protocol/precondition.ts";
import type { ProductRules } from "../../settings/products.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import { findHeldCertificate, type HeldCertificate } from "../../store/certificates/certificates.ts";
import type { CertificateRow, Store, TenantRow } from "../../store/database/schema.ts";
import { countRecentIssues } from "../../store/renewals/replacements.ts";
import type { Administrator } from "../administration/administrator.ts";
import { requireKeyKind } from "../key-policy.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { requireValid } from "../validity.ts";
import { askAgainAfter } from "./ask-again.ts";
import { hourlyLimit } from "./hourly-limit.ts";
import { isRepeated, keyKindsFor, type KeyOrigin } from "./key-origin.ts";
import { countingReplacement, orderInForce, type OrderInForce } from "./renewal-order.ts";

const hour = 3_600_000;
const replacementsPerHour = 10;

/** Whether a certificate renews now by a product's rules, and when it does. */
export interface RenewalJudgement {
  readonly window: RenewalWindow;
  /** The moment of an order in force that makes it due before its usual prompt date. */
  readonly orderedEarly: Date | undefined;
  /** The hours of an order from which, or from whose beginning, its holder is prompted. */
  readonly opening: Opening | undefined;
  /** Undefined if it renews. */
  readonly refusal: RenewalRefusal | undefined;
  /** Its replacement, if it counts. */
  readonly replacement: CertificateRow | undefined;
}

/**
 * Applies a product's rules to a certificate.
 *
 * @param options.afterExpiry whether it may have expired, because it does not authenticate whoever asks
 */
export function judge(
  certificate: HeldCertificate,
  product: ProductRules,
  now: Date,
  { afterExpiry = false }: { readonly afterExpiry?: boolean } = {},
): RenewalJudgement {
  const usual = renewalWindow(new Date(certificate.notAfter), { ...product, promptDays: promptDaysOf(certificate, product) });
  const ordered = orderInForce(certificate, now);
  const window = ordered === undefined ? usual : opened(usual, ordered);
  const replacement = countingReplacement(certificate, now);
  const candidate = {
    renewable: product.renews(certificate.cn),
    revoked: certificate.revokedAt !== null,
    tenantClosed: certificate.closedAt !== null,
    replaced: replacement !== undefined && replacement.firstUsedAt !== null,
    window: afterExpiry && window.until < now ? { ...window, until: now } : window,
  };
  const early = window.prompt < usual.prompt && now < usual.prompt;
  return {
    window,
    orderedEarly: early && window.prompt <= now ? ordered?.at : undefined,
    opening: early ? ordered?.opening : undefined,
    refusal: judgeRenewal(candidate, now),
    replacement,
  };
}

/** The days before expiry from which a certificate's holder is prompted: the tenant's own rule, or the product's. */
export function promptDaysOf({ promptDays }: Pick<TenantRow, "promptDays">, product: ProductRules): number {
  // Before it is accepted, a renewal is refused.
  return promptDays === null ? product.promptDays : Math.min(promptDays, product.acceptDays);
}

/** The window of a certificate whose renewal was ordered. It can be renewed also outside of the order's hours. */
function opened(usual: RenewalWindow, { from, prompt = usual.prompt }: OrderInForce): RenewalWindow {
  return {
    from: from < usual.from ? from : usual.from,
    prompt: prompt < usual.prompt ? prompt : usual.prompt,
    until: usual.until,
  };
}

/** A request to renew a certificate. */
export interface ReplacementOrder {
  /** The caller's certificate as it was when admitted; the transaction that issues reads its current state. */
  readonly predecessor: HeldCertificate;
  readonly precondition: Precondition | undefined;
  /** The rules by which the requested host renews a certificate. */
  readonly productOf: (certificate: HeldCertificate) => ProductRules;
  /**
   * An administrator who renews it for its holder: also after its expiry, because it does not authenticate them. Absent if the
   * holder renews it.
   */
  readonly administrator?: Administrator;
  readonly now: Date;
}

/**
 * Applies the product's rules to a renewal. Called once when the request arrives, so that no expensive work is done for
 * a certificate that does not renew, and again in the transaction that issues.
 *
 * @returns the pending replacement, if it counts; it has not been used
 * @throws Refusal with the code of the rule
 */
export function requireRenewable({ predecessor, productOf, administrator, now }: ReplacementOrder): CertificateRow | undefined {
  const options = { afterExpiry: administrator !== undefined };
  const { refusal, window, opening, replacement } = judge(predecessor, productOf(predecessor), now, options);
  if (refusal === undefined) return replacement;
  // The schedule of the status, so that a client that comes too early learns of an order to renew as soon as others.
  const retry =
    refusal === "not-due" ? { retryAfter: askAgainAfter(window, { name: nameOf(predecessor), urgent: false, opening }, now) } : {};
  throw new Refusal(refusal, retry);
}

/**
 * Judges a renewal by the current records: before the service generates a key, so that none is generated for a request
 * that is refused, and in the transaction that issues, where the result is final.
 *
 * @returns the certificate's current state, and the pending replacement if the request repeats the one it was issued for
 * @throws Refusal with the code of the rule
 */
export async function judgeReplacement(
  service: Service,
  store: Store,
  order: ReplacementOrder,
  origin: KeyOrigin,
): Promise<{ readonly predecessor: HeldCertificate; readonly repeated?: CertificateRow }> {
  const { productOf, administrator, now } = order;
  const current = await findHeldCertificate(store, order.predecessor.number);
  const predecessor = administrator === undefined || current === undefined ? requireValid(current, now) : current;
  const pending = requireRenewable({ ...order, predecessor });
  if (origin.kind !== "client" && predecessor.renewalKeys === "on-device") throw new Refusal("key-on-device-only");
  if (origin.key !== undefined) requireKeyKind(origin.key.keyKind, keyKindsFor(origin, predecessor, productOf(predecessor)));
  if (pending !== undefined && isRepeated(origin, pending)) return { predecessor, repeated: pending };
  requirePrecondition(order.precondition, predecessor.replacement, pending);
  await refuseTooMany(service, store, predecessor, { administrator, now });
  return { predecessor };
}

function requirePrecondition(
  precondition: Precondition | undefined,
  replacement: CertificateRow | undefined,
  pending: CertificateRow | undefined,
): void {
  const fulfilled =
    precondition === undefined ||
    (precondition.kind === "none-pending" ? pending === undefined : replacement?.serial === precondition.serial);
  if (!fulfilled) throw new Refusal("replacement-pending");
}

async function refuseTooMany(
  { settings }: Service,
  store: Store,
  predecessor: HeldCertificate,
  { administrator, now }: { readonly administrator: Administrator | undefined; readonly now: Date },
): Promise<void> {
  // Excludes what was issued while the clock was ahead.
  const recent = await countRecentIssues(store, predecessor, { after: now.getTime() - hour, until: now.getTime() + clockSkew });
  if (recent.replacements >= replacementsPerHour) throw new Refusal("too-many-requests", { retryAfter: hour / 1000 });
  if (recent.tenant >= hourlyLimit(settings, administrator))
    throw new Refusal("tenant-renewals-exceeded", { retryAfter: hour / 1000 });
}
