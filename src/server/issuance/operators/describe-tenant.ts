import type { TenantForOperators } from "../../../protocol/console/operators.ts";
import type { PresentTenantRules } from "../../../protocol/console/tenant-rules.ts";
import type { Settings } from "../../settings/settings.ts";
import { listAdministrators } from "../../store/accounts/account-rows.ts";
import { countLoggedIn } from "../../store/accounts/session-rows.ts";
import { describeRules } from "../administration/own-rules.ts";
import { describeTenant } from "../administration/tenant-information.ts";
import type { Service } from "../service.ts";
import { requireTenant } from "../tenants.ts";

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
    rules: await rulesFor(records, name),
    products: namedProducts(records.settings).map(([product, { promptDays, acceptDays }]) => ({
      name: product,
      promptDays,
      acceptDays,
    })),
    valid: certificates["applied-for"] + certificates["in-use"] + certificates.renewed,
    administrators: administrators.filter(({ disabledAt }) => disabledAt === null).length,
    loggedIn: await countLoggedIn(records.store, name, now.getTime()),
    lastLoginAt: logins.length === 0 ? null : new Date(Math.max(...logins)).toISOString(),
    own: name === own,
  };
}

/** A tenant's rules; who has changed them is named even if it is an operator. */
async function rulesFor(records: Pick<Service, "store" | "settings">, name: string): Promise<PresentTenantRules> {
  const present = await describeRules(records, name);
  const { rulesEditedBy } = await requireTenant(records.store, name);
  if (present.edited === null || !isOperatorNamed(rulesEditedBy)) return present;
  return { ...present, edited: { ...present.edited, by: rulesEditedBy } };
}

function isOperatorNamed(actor: string | null): actor is string {
  return actor?.startsWith("operator:") ?? false;
}

/** The products of the settings, with their names. */
export function namedProducts({ products }: Settings): readonly (readonly [string, NonNullable<Settings["products"][string]>])[] {
  return Object.entries(products).flatMap(([name, product]) => (product === undefined ? [] : [[name, product] as const]));
}
