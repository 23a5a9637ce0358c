import { isTimeZone } from "../../../core/renewal/daily-window.ts";
import type { AllTenantRules } from "../../../protocol/console/operators.ts";
import type { RulesForecast } from "../../../protocol/console/tenant-rules.ts";
import type { Settings } from "../../settings/settings.ts";
import { findTenant } from "../../store/tenants.ts";
import { foretellChange } from "../administration/rules-forecast.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { changeTenant, type OperatorAct } from "../tenants.ts";

/**
 * Changes all rules of a tenant, as `koshin tenant set` does.
 *
 * @param version that of the rules that the change is made of
 * @throws Refusal `not-found`, `changed-meanwhile`, `rule-out-of-bounds`
 */
export async function changeAnyRules(
  service: Pick<Service, "store" | "settings">,
  name: string,
  rules: AllTenantRules,
  { version, requireStill, actor, now }: OperatorAct & { readonly version: string | undefined },
): Promise<void> {
  // Tenants are never removed.
  if ((await findTenant(service.store, name)) === undefined) throw new Refusal("not-found");
  requireMeaningful(service.settings, rules);
  await changeTenant(service, name, rules, {
    ...{ actor, now },
    permitted: async (transaction, before) => {
      await requireStill?.(transaction);
      if (version !== String(before.rulesVersion)) throw new Refusal("changed-meanwhile");
    },
  });
}

/**
 * What other rules would do to a tenant's certificates at this moment, by number.
 *
 * @throws Refusal `not-found`, `rule-out-of-bounds`
 */
export async function foretellAnyRules(
  service: Pick<Service, "store" | "settings">,
  name: string,
  rules: AllTenantRules,
  now: Date,
): Promise<RulesForecast> {
  const before = await findTenant(service.store, name);
  if (before === undefined) throw new Refusal("not-found");
  requireMeaningful(service.settings, rules);
  return await foretellChange(service, before, rules, now);
}

/**
 * Operators have no bounds, but a product and a time zone must exist.
 *
 * @throws Refusal `rule-out-of-bounds`
 */
export function requireMeaningful(
  { products }: Settings,
  { product, timeZone }: Pick<AllTenantRules, "product" | "timeZone">,
): void {
  if (!Object.keys(products).includes(product) || !isTimeZone(timeZone)) throw new Refusal("rule-out-of-bounds");
}
