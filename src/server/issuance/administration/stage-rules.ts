import { dayInMilliseconds } from "../../../core/days.ts";
import { productNamed } from "../../settings/products.ts";
import { readOpenOrders } from "../../store/renewals/open-orders.ts";
import type { StageRules } from "../../store/renewals/renewal-stage.ts";
import { findTenant } from "../../store/tenants.ts";
import { Refusal } from "../refusal.ts";
import { promptDaysOf } from "../renewal/renewal-judgement.ts";
import type { Service } from "../service.ts";

/**
 * What the stages of a tenant's certificates depend on at this moment.
 *
 * @throws Refusal `not-found`
 */
export async function stageRulesOf(
  { store, settings }: Pick<Service, "store" | "settings">,
  tenant: string,
  now: Date,
): Promise<StageRules> {
  const row = await findTenant(store, tenant);
  if (row === undefined) throw new Refusal("not-found");
  const promptDays = promptDaysOf(row, productNamed(settings, row.product));
  const at = now.getTime();
  const dueUntil = at + promptDays * dayInMilliseconds;
  const orders = await readOpenOrders(store, row, at);
  return { tenant, now: at, dueUntil, orders, retireAfterDays: row.retireAfterDays };
}
