import { isTimeZone } from "../../../core/renewal/daily-window.ts";
import { ruleNames, type PresentTenantRules, type RuleName, type TenantRules } from "../../../protocol/console/tenant-rules.ts";
import { productNamed } from "../../settings/products.ts";
import type { TenantRow } from "../../store/database/schema.ts";
import { findTenant } from "../../store/tenants.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { changeTenant } from "../tenants.ts";
import { accountIn } from "./account-in.ts";
import type { Administrator } from "./administrator.ts";

type Rules = Pick<TenantRow, RuleName>;

/**
 * A tenant's rules, and within which bounds its administrators decide them.
 *
 * @throws Refusal `not-found`
 */
export async function describeRules(
  { store, settings }: Pick<Service, "store" | "settings">,
  name: string,
): Promise<PresentTenantRules> {
  const tenant = await findTenant(store, name);
  if (tenant === undefined) throw new Refusal("not-found");
  const { promptDays, retireAfterDays, destroyKeysAfterDays, renewalKeys, timeZone } = tenant;
  const { rulesVersion, rulesEditedBy, rulesEditedAt } = tenant;
  const { fixed } = settings.tenantRules;
  return {
    rules: { promptDays, retireAfterDays, destroyKeysAfterDays, renewalKeys, timeZone },
    productPromptDays: productNamed(settings, tenant.product).promptDays,
    bounds: boundsFor({ settings }, tenant),
    fixed: ruleNames.filter((rule) => fixed.includes(rule)),
    version: String(rulesVersion),
    edited: rulesEditedAt === null ? null : { by: accountIn(rulesEditedBy), at: new Date(rulesEditedAt).toISOString() },
  };
}

/** A change of a tenant's rules by its administrators. */
interface OwnRulesChange {
  readonly by: Administrator;
  /** The version that it is made of. */
  readonly version: string | undefined;
  readonly now: Date;
}

/**
 * Changes a tenant's rules, as `changeTenant` does, within the operators' bounds.
 *
 * @throws Refusal `changed-meanwhile`, `rule-fixed`, `rule-out-of-bounds`
 */
export async function changeOwnRules(
  service: Pick<Service, "store" | "settings">,
  rules: TenantRules,
  { by, version, now }: OwnRulesChange,
): Promise<void> {
  await changeTenant(service, by.tenant, rules, {
    ...{ actor: by.actor, now },
    permitted: async (transaction, before) => {
      await by.requireStill(transaction);
      if (version !== String(before.rulesVersion)) throw new Refusal("changed-meanwhile");
      requireWithinBounds(service, before, rules);
    },
  });
}

/**
 * Requires that administrators may change their tenant's rules to these. What they leave as it is may be anything.
 *
 * @throws Refusal `rule-fixed`, `rule-out-of-bounds`
 */
export function requireWithinBounds({ settings }: Pick<Service, "settings">, before: TenantRow, rules: Rules): void {
  const bounds = boundsFor({ settings }, before);
  for (const rule of ruleNames) {
    if (rules[rule] === before[rule]) continue;
    if (settings.tenantRules.fixed.includes(rule)) throw new Refusal("rule-fixed");
    if (!isWithin(rule, rules, bounds)) throw new Refusal("rule-out-of-bounds");
  }
}

function isWithin(rule: RuleName, rules: Rules, bounds: PresentTenantRules["bounds"]): boolean {
  switch (rule) {
    case "renewalKeys":
      return true;
    case "timeZone":
      return isTimeZone(rules.timeZone);
    case "promptDays":
    case "retireAfterDays":
    case "destroyKeysAfterDays": {
      const [days, { least, most }] = [rules[rule], bounds[rule]];
      // Without days of its own, it is the product that decides when holders are prompted.
      if (days === null) return rule === "promptDays" || most === null;
      return days >= least && (most === null || days <= most);
    }
  }
}

function boundsFor({ settings }: Pick<Service, "settings">, { product }: Pick<TenantRow, "product">): PresentTenantRules["bounds"] {
  const { acceptDays } = productNamed(settings, product);
  const { leastPromptDays, leastRetireAfterDays, leastDestroyKeysAfterDays, ...most } = settings.tenantRules;
  return {
    promptDays: { least: Math.min(leastPromptDays, acceptDays), most: acceptDays },
    retireAfterDays: { least: leastRetireAfterDays, most: most.mostRetireAfterDays ?? null },
    destroyKeysAfterDays: { least: leastDestroyKeysAfterDays, most: most.mostDestroyKeysAfterDays ?? null },
  };
}
