import { dayInMilliseconds } from "../../../core/days.ts";
import type { RulesForecast, TenantRules } from "../../../protocol/console/tenant-rules.ts";
import { productNamed, type ProductRules } from "../../settings/products.ts";
import { countFound } from "../../store/certificates/search-certificates.ts";
import type { TenantRow } from "../../store/database/schema.ts";
import { countKeysUsed, countOrderedInHours, countRenewed, countWithServiceKey } from "../../store/renewals/rule-effects.ts";
import { findTenant } from "../../store/tenants.ts";
import { Refusal } from "../refusal.ts";
import { promptDaysOf } from "../renewal/renewal-judgement.ts";
import type { Service } from "../service.ts";
import { holdersByKind } from "./holders-of-kind.ts";
import { requireWithinBounds } from "./own-rules.ts";

type Records = Pick<Service, "store" | "settings">;

/**
 * What other rules would do to a tenant's certificates at this moment, by number.
 *
 * @throws Refusal `not-found`, `rule-fixed`, `rule-out-of-bounds`
 */
export async function foretellRules(service: Records, name: string, rules: TenantRules, now: Date): Promise<RulesForecast> {
  const before = await findTenant(service.store, name);
  if (before === undefined) throw new Refusal("not-found");
  requireWithinBounds(service, before, rules);
  return await foretellChange(service, before, { ...rules, product: before.product }, now);
}

/** Other rules, and the name of a product that is in the settings. */
type OtherRules = TenantRules & Pick<TenantRow, "product">;

/** The same for a tenant's row, without bounds. */
export async function foretellChange(service: Records, before: TenantRow, rules: OtherRules, now: Date): Promise<RulesForecast> {
  const { store } = service;
  const whose = { tenant: before.name, now: now.getTime() };
  const ending = rules.renewalKeys === "on-device" && before.renewalKeys !== "on-device";
  return {
    ...(await foretellDue(service, before, rules, now)),
    ...(await foretellRetired(service, before, rules, now)),
    keysDestroyedAtOnce: await countMore(before.destroyKeysAfterDays, rules.destroyKeysAfterDays, async (days) => {
      return await countKeysUsed(store, whose, whose.now - days * dayInMilliseconds);
    }),
    renewedOnDevice: ending ? await countWithServiceKey(store, whose) : 0,
    orderedInHours: rules.timeZone === before.timeZone ? 0 : await countOrderedInHours(store, whose),
  };
}

async function foretellDue(
  service: Records,
  before: TenantRow,
  rules: OtherRules,
  now: Date,
): Promise<Pick<RulesForecast, "dueAtOnce" | "dueLater">> {
  const { settings } = service;
  const present = daysByKind(before, productNamed(settings, before.product));
  const next = daysByKind(rules, productNamed(settings, rules.product));
  const inDays = (days: number): number => now.getTime() + days * dayInMilliseconds;
  let ofKind: Awaited<ReturnType<typeof holdersByKind>> | undefined;
  const due = { dueAtOnce: 0, dueLater: 0 };
  for (const kind of new Set([...present.keys(), ...next.keys()])) {
    const [was, becomes] = [present.get(kind) ?? 0, next.get(kind) ?? 0];
    if (was === becomes) continue;
    ofKind ??= await holdersByKind(service, before.name);
    const between = {
      span: { from: inDays(Math.min(was, becomes)) },
      attention: { kind: "expires", before: inDays(Math.max(was, becomes)) },
    } as const;
    const criteria = { tenant: before.name, holders: ofKind(kind), ...between };
    due[becomes > was ? "dueAtOnce" : "dueLater"] += await countFound(service.store, criteria, now.getTime());
  }
  return due;
}

/** The days before expiry from which certificates of each kind are due; kinds that are not renewed are missing. */
function daysByKind(rules: Pick<TenantRow, "promptDays">, product: ProductRules): ReadonlyMap<string, number> {
  return new Map(product.renewableTypes.map((kind) => [kind, promptDaysOf(rules, product)]));
}

async function foretellRetired(
  { store }: Records,
  before: TenantRow,
  rules: TenantRules,
  now: Date,
): Promise<Pick<RulesForecast, "retiredAtOnce" | "retiredOtherwise">> {
  if (before.retireAfterDays === rules.retireAfterDays) return { retiredAtOnce: 0, retiredOtherwise: 0 };
  const whose = { tenant: before.name, now: now.getTime() };
  const retired = async (days: number): Promise<number> => await countRenewed(store, whose, whose.now - days * dayInMilliseconds);
  const retiredAtOnce = await countMore(before.retireAfterDays, rules.retireAfterDays, retired);
  const already = before.retireAfterDays === null ? 0 : await retired(before.retireAfterDays);
  return { retiredAtOnce, retiredOtherwise: (await retired(0)) - already - retiredAtOnce };
}

/** How many more certificates have reached a number of days than a previous one; null is never reached. */
async function countMore(before: number | null, days: number | null, reached: (days: number) => Promise<number>): Promise<number> {
  if (days === null || days === before) return 0;
  return Math.max(0, (await reached(days)) - (before === null ? 0 : await reached(before)));
}
