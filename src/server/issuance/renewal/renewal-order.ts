import { openingAt, type DailyWindow, type Opening } from "../../../core/renewal/daily-window.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import type { CertificateRow, StoreTransaction } from "../../store/database/schema.ts";
import { insertRenewalOrder, type OrderScope } from "../../store/renewals/renewal-orders.ts";
import { transact } from "../../store/transact.ts";
import { requireCertificate, type NamedCertificate } from "../require-certificate.ts";
import type { Service } from "../service.ts";
import { requireTenant } from "../tenants.ts";
import { isNotYetValid } from "../validity.ts";
import { countOrderable } from "./count-orderable.ts";

/**
 * The certificates to renew: those of a tenant, one, or all. A certificate with its tenant is neither of them, so that the whole
 * tenant is not taken for it.
 */
export type RenewalScope = OfTenant | (NamedCertificate & { readonly tenant?: never }) | "all";

interface OfTenant {
  readonly tenant: string;
  readonly cn?: never;
  readonly serial?: never;
}

/** What is ordered: that certificates are renewed before they are due. */
export interface OrderedRenewal {
  /** For the audit trail, and for the holders. */
  readonly reason: string;
  /** From when they are due; by default at once. */
  readonly startsAt?: Date | undefined;
  /** The hours of every day in which they are due, by the clocks of their tenant; by default all. */
  readonly window?: Pick<DailyWindow, "from" | "to"> | undefined;
  /** When the order ends for certificates that have not been renewed; by default never. */
  readonly until?: Date | undefined;
}

/** An operator's order to renew early, for example because a key or an authority is compromised. */
export interface RenewalCall extends OrderedRenewal, Act {
  readonly scope: RenewalScope;
}

/**
 * Makes every existing certificate of a scope due early, until it has been renewed. For each certificate the latest
 * order that includes it applies.
 *
 * @returns as `placeOrder`
 * @throws OperatorError `tenant-unknown`, `certificate-unknown`, `certificate-ambiguous`
 */
export async function orderRenewal({ store, settings }: Service, { scope, ...order }: RenewalCall): Promise<number> {
  return await transact(store, async (transaction) => {
    if (scope === "all") return await placeOrder({ store: transaction, settings }, { scope, name: scope, tenant: null }, order);
    if (scope.tenant !== undefined) {
      const { tenant } = scope;
      await requireTenant(transaction, tenant);
      return await placeOrder({ store: transaction, settings }, { scope: { tenant }, name: tenant, tenant }, order);
    }
    const certificate = await requireCertificate(transaction, scope);
    return await placeOrder({ store: transaction, settings }, targetOf(certificate), order);
  });
}

/** Certificates of an order. */
export interface OrderTarget {
  readonly scope: OrderScope;
  /** What the audit trail calls them. */
  readonly name: string;
  /** Whose they are; null if several tenants'. */
  readonly tenant: string | null;
}

/** The caller's transaction, and the settings that say what is renewed. */
interface OrderRecords extends Pick<Service, "settings"> {
  readonly store: StoreTransaction;
}

/** One certificate. */
export function targetOf(certificate: HeldCertificate): OrderTarget {
  return { scope: { certificate: certificate.number }, name: nameOf(certificate), tenant: certificate.tenant };
}

/**
 * Places an order in the caller's transaction, and records it.
 *
 * @returns the number of certificates to renew; if it cancels earlier ones, the number of those that these were for
 */
export async function placeOrder(
  { store: transaction, settings }: OrderRecords,
  { scope, name: object, tenant }: OrderTarget,
  { reason, startsAt, window, until, actor, now }: OrderedRenewal & Act,
): Promise<number> {
  const ordered = until !== undefined && until <= now;
  const affected = await countOrderable({ store: transaction, settings }, scope, now, { ordered });
  await insertRenewalOrder(transaction, {
    tenant: scope !== "all" && "tenant" in scope ? scope.tenant : null,
    certificate: scope !== "all" && "certificate" in scope ? scope.certificate : null,
    reason,
    holderReason: reason,
    orderedAt: now.getTime(),
    orderedBy: actor,
    ofTenant: tenant,
    startsAt: startsAt?.getTime() ?? null,
    windowFrom: window?.from ?? null,
    windowTo: window?.to ?? null,
    endsAt: until?.getTime() ?? null,
  });
  const hours = window === undefined ? {} : { hours: `${window.from}-${window.to}` };
  const begins = startsAt === undefined ? {} : { from: startsAt.toISOString() };
  const detail = { reason, ...begins, ...hours, until: until?.toISOString() ?? null, affected };
  await appendAudit(transaction, { at: now, actor, action: "renewal-ordered", object, detail, tenant });
  return affected;
}

/** An order that applies to a certificate. */
export interface OrderInForce {
  /** When it was made; never in the future, even if the clock was ahead. */
  readonly at: Date;
  /** From when the certificate can be renewed by it. */
  readonly from: Date;
  /** When its holder is prompted by it: since then, or from then on; undefined if its last hours have passed. */
  readonly prompt: Date | undefined;
  /** The hours of the day, if it is for some only, in which they are: the present or the next ones. */
  readonly opening: Opening | undefined;
}

/** What is known of the latest order that includes a certificate. */
type OrderFacts = Pick<
  HeldCertificate,
  "orderedAt" | "orderEndsAt" | "orderStartsAt" | "orderWindowFrom" | "orderWindowTo" | "timeZone"
>;

/** The order that applies to a certificate, if it has not ended. It may begin in the future. */
export function orderInForce(
  { orderedAt, orderEndsAt, orderStartsAt, orderWindowFrom, orderWindowTo, timeZone }: OrderFacts,
  now: Date,
): OrderInForce | undefined {
  if (orderedAt === null || (orderEndsAt !== null && now.getTime() >= orderEndsAt)) return undefined;
  const at = new Date(Math.min(orderedAt, now.getTime()));
  const from = orderStartsAt === null ? at : new Date(orderStartsAt);
  if (orderWindowFrom === null || orderWindowTo === null) return { at, from, prompt: from, opening: undefined };
  const opening = openingAt({ from: orderWindowFrom, to: orderWindowTo, timeZone }, from > now ? from : now);
  const prompt = opening.from > from ? opening.from : from;
  const over = orderEndsAt !== null && prompt.getTime() >= orderEndsAt;
  return { at, from, prompt: over ? undefined : prompt, opening: over ? undefined : opening };
}

/**
 * The replacement that counts for a certificate. One that was issued before an order to renew and has not been used does
 * not fulfil the order; one that is not valid yet, because a clock was wrong, cannot be used.
 */
export function countingReplacement(certificate: HeldCertificate, now: Date): CertificateRow | undefined {
  const { replacement } = certificate;
  if (replacement !== undefined && isNotYetValid(replacement, now)) return undefined;
  const { orderUpTo: upTo } = certificate;
  const order = orderInForce(certificate, now);
  const ordered = upTo !== null && order !== undefined && order.from <= now;
  if (replacement === undefined || !ordered || replacement.firstUsedAt !== null) return replacement;
  return replacement.number <= upTo ? undefined : replacement;
}
