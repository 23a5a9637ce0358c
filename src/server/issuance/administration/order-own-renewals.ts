import type { PlacedRenewalOrder, RenewalOrder } from "../../../protocol/console/renewal-orders.ts";
import { productNamed } from "../../settings/products.ts";
import { nameOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findHeldByNumbers, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { findOwnNumbers } from "../../store/certificates/search-certificates.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { countOrderedByOthers, findTenantOrder, type OrderOfTenant } from "../../store/renewals/renewal-orders.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import { judge } from "../renewal/renewal-judgement.ts";
import { orderInForce, placeOrder, targetOf, type OrderedRenewal } from "../renewal/renewal-order.ts";
import type { Service } from "../service.ts";
import { accountIn } from "./account-in.ts";
import type { Administrator } from "./administrator.ts";

/** Who orders, and when. */
interface Ordering {
  readonly by: Administrator;
  readonly now: Date;
}

/** What came of an order for one certificate. */
export interface OrderOutcome {
  readonly identity: CertificateIdentity;
  /** Why nothing was ordered, or cancelled; undefined if it was. */
  readonly refusal: Refusal["code"] | undefined;
}

/**
 * Orders that certificates of a tenant are renewed before they are due, as `orderRenewal` does for operators, whose orders in
 * force only operators replace.
 *
 * @returns the outcome for each, in their order; `not-found` for those of other tenants
 */
export async function orderOwnRenewals(
  service: Pick<Service, "store" | "settings">,
  identities: readonly CertificateIdentity[],
  { by, now, ...order }: OrderedRenewal & Ordering,
): Promise<readonly OrderOutcome[]> {
  return await forEach(service, identities, by, async (transaction, held) => {
    const refusal = whyNotOrdered(service, held, { by, now });
    if (refusal !== undefined) return refusal;
    await placeOrder({ store: transaction, settings: service.settings }, targetOf(held), { ...order, actor: by.actor, now });
    return undefined;
  });
}

/** Why the renewal of a certificate cannot be ordered at this moment; undefined if it can. */
export function whyNotOrdered(
  { settings }: Pick<Service, "settings">,
  held: HeldCertificate,
  { by, now }: { readonly by: Pick<Administrator, "actor">; readonly now: Date },
): OrderOutcome["refusal"] {
  const { refusal } = judge(held, productNamed(settings, held.product), now);
  if (refusal !== undefined && refusal !== "not-due") return refusal;
  const mayChange = accountIn(by.actor) === null || !isOperators(held, now);
  return mayChange ? undefined : "order-of-operators";
}

/**
 * What an administrator orders.
 *
 * @throws Refusal `request-malformed` if nobody would ever be prompted
 */
export function orderedIn({ reason, startsAt, window, endsAt }: RenewalOrder): OrderedRenewal {
  const [from, until] = [startsAt, endsAt].map((at) => (at === null ? undefined : new Date(at)));
  if (window?.from === window?.to && window !== null) throw new Refusal("request-malformed", { by: "json" });
  if (from !== undefined && until !== undefined && until <= from) throw new Refusal("request-malformed", { by: "json" });
  return { reason, startsAt: from, window: window ?? undefined, until };
}

/**
 * Cancels the orders in force for certificates of a tenant: they are due at the usual time again.
 *
 * @returns as `orderOwnRenewals`
 */
export async function cancelOwnRenewals(
  service: Pick<Service, "store" | "settings">,
  identities: readonly CertificateIdentity[],
  { by, now }: Ordering,
): Promise<readonly OrderOutcome[]> {
  return await forEach(service, identities, by, async (transaction, held) => {
    if (isOperators(held, now)) return "order-of-operators";
    if (orderInForce(held, now) === undefined) return undefined;
    await placeOrder({ store: transaction, settings: service.settings }, targetOf(held), {
      reason: "cancelled",
      until: now,
      actor: by.actor,
      now,
    });
    return undefined;
  });
}

/**
 * Orders that all certificates of a tenant that it has at this moment are renewed before they are due.
 *
 * @returns how many of them are renewed by it
 * @throws Refusal `order-of-operators` if operators have ordered the renewal of any of them
 */
export async function orderTenantRenewal(
  { store, settings }: Pick<Service, "store" | "settings">,
  { by, now, ...order }: OrderedRenewal & Ordering,
): Promise<number> {
  return await transact(store, async (transaction) => {
    await by.requireStill(transaction);
    const { tenant, actor } = by;
    if ((await countOrderedByOthers(transaction, tenant, now.getTime())) > 0) throw new Refusal("order-of-operators");
    return await placeOrder(
      { store: transaction, settings },
      { scope: { tenant }, name: tenant, tenant },
      { ...order, actor, now },
    );
  });
}

/**
 * Cancels every order in force for a tenant's certificates.
 *
 * @returns the number of certificates that are due at the usual time again
 * @throws Refusal `order-of-operators`
 */
export async function cancelTenantRenewal(service: Pick<Service, "store" | "settings">, ordering: Ordering): Promise<number> {
  return await orderTenantRenewal(service, { ...ordering, reason: "cancelled", until: ordering.now });
}

/** The order in force for a certificate, as its tenant's administrators see it. */
export function placedOrder(held: OrderOfTenant, now: Date): PlacedRenewalOrder | null {
  const order = orderInForce(held, now);
  if (order === undefined) return null;
  const { orderStartsAt, orderWindowFrom: from, orderWindowTo: to, orderEndsAt, orderReason, orderedBy, timeZone } = held;
  return {
    orderedAt: order.at.toISOString(),
    by: accountIn(orderedBy),
    reason: orderReason ?? "",
    startsAt: momentOf(orderStartsAt),
    window: from === null || to === null ? null : { from, to },
    timeZone,
    endsAt: momentOf(orderEndsAt),
    promptsFrom: momentOf(order.prompt?.getTime() ?? null),
  };
}

/** The latest order in force for all of a tenant's certificates. */
export async function placedTenantOrder(
  { store }: Pick<Service, "store">,
  tenant: string,
  now: Date,
): Promise<PlacedRenewalOrder | null> {
  const order = await findTenantOrder(store, tenant);
  return order === undefined ? null : placedOrder(order, now);
}

function momentOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Whether operators of the service have ordered it, whose reasons weigh more: a stolen key, for example. */
function isOperators(held: HeldCertificate, now: Date): boolean {
  return orderInForce(held, now) !== undefined && accountIn(held.orderedBy) === null;
}

async function forEach(
  { store }: Pick<Service, "store">,
  identities: readonly CertificateIdentity[],
  by: Administrator,
  act: (transaction: StoreTransaction, held: HeldCertificate) => Promise<OrderOutcome["refusal"]>,
): Promise<readonly OrderOutcome[]> {
  return await transact(store, async (transaction) => {
    await by.requireStill(transaction);
    const numbers = await findOwnNumbers(transaction, by.tenant, identities);
    const held = await findHeldByNumbers(transaction, [...numbers.values()]);
    const outcomes: OrderOutcome[] = [];
    for (const identity of identities) {
      const certificate = held.get(numbers.get(nameOf(identity)) ?? -1);
      outcomes.push({ identity, refusal: certificate === undefined ? "not-found" : await act(transaction, certificate) });
    }
    if (outcomes.every(({ refusal }) => refusal === undefined)) await by.acted?.(transaction, undefined);
    return outcomes;
  });
}
