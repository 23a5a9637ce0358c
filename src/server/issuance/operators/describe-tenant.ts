import type { PolicyDefaults, TenantForOperators } from "../../../protocol/console/operators.ts";
import type { Settings } from "../../settings/settings.ts";
import { listAdministrators } from "../../store/accounts/account-rows.ts";
import { countLoggedIn } from "../../store/accounts/session-rows.ts";
import { describeRules } from "../administration/own-rules.ts";
import { describeTenant } from "../administration/tenant-information.ts";
import type { Service } from "../service.ts";

/**
 * A tenant for a system operator: what its administrators see, and what closing it would stop.
 *
 * @param own the tenant of the operator's certificate
 * @throws Refusal `not-found`
 */
export async function describeForOperators(
  records: Pick<Service, "store" | "settings">,
  name: string,
  own: string,
  now: Date,
): Promise<TenantForOperators> {
  const information = await describeTenant(records, name, now);
  const { certificates } = information;
  const administrators = await listAdministrators(records.store, name);
  const logins = administrators.flatMap(({ lastLoginAt }) => (lastLoginAt === null ? [] : [lastLoginAt]));
  return {
    information,
    rules: await describeRules(records, name),
    valid: certificates["applied-for"] + certificates["in-use"] + certificates.renewed,
    administrators: administrators.filter(({ disabledAt }) => disabledAt === null).length,
    loggedIn: await countLoggedIn(records.store, name, now.getTime()),
    lastLoginAt: logins.length === 0 ? null : new Date(Math.max(...logins)).toISOString(),
    own: name === own,
  };
}

/** What applies to tenants without rules of their own, and which setting says so. */
export function policyDefaults(settings: Settings): PolicyDefaults {
  const { products, validityYears, loginHistoryDays, presentationDays, jobDays, noticeDays } = settings;
  return {
    products: Object.entries(products).flatMap(([name, product]) =>
      product === undefined
        ? []
        : [{ name, promptDays: product.promptDays, acceptDays: product.acceptDays, setting: `products.${name}` }],
    ),
    validityYears: { value: validityYears, setting: "validityYears" },
    kept: [
      { what: "logins", days: loginHistoryDays, setting: "loginHistoryDays" },
      { what: "presentations", days: presentationDays, setting: "presentationDays" },
      { what: "jobs", days: jobDays, setting: "jobDays" },
      { what: "notices", days: noticeDays, setting: "noticeDays" },
    ],
  };
}
