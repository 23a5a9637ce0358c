import { dayInMilliseconds } from "../../../core/days.ts";
import type { RulesForecast, TenantRules } from "../../../protocol/console/tenant-rules.ts";
import { productNamed } from "../../settings/products.ts";
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
  const { store } = service;
  const before = await findTenant(store, name);
  if (before === undefined) throw new Refusal("not-found");
  requireWithinBounds(service, before, rules);
  const whose = { tenant: name, now: now.getTime() };
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
  rules: TenantRules,
  now: Date,
): Promise<Pick<RulesForecast, "dueAtOnce" | "dueLater">> {
  const product = productNamed(service.settings, before.product);
  const [present, next] = [promptDaysOf(before, product), promptDaysOf(rules, product)];
  if (present === next) return { dueAtOnce: 0, dueLater: 0 };
  const ofKind = await holdersByKind(service, before.name);
  const inDays = (days: number): number => now.getTime() + days * dayInMilliseconds;
  const between = {
    span: { from: inDays(Math.min(present, next)) },
    attention: { kind: "expires", before: inDays(Math.max(present, next)) },
  } as const;
  let count = 0;
  for (const kind of product.renewableTypes)
    count += await countFound(service.store, { tenant: before.name, holders: ofKind(kind), ...between }, now.getTime());
  return next > present ? { dueAtOnce: count, dueLater: 0 } : { dueAtOnce: 0, dueLater: count };
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
