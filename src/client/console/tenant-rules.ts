import { consolePaths } from "../../protocol/console/paths.ts";
import { PresentTenantRules, RulesForecast, type TenantRules } from "../../protocol/console/tenant-rules.ts";
import type { Service } from "../ask.ts";
import { callFor } from "./call.ts";

/** The organisation's rules and their bounds. @throws as `call` does */
export async function askRules(service: Service): Promise<PresentTenantRules> {
  return await callFor(service, PresentTenantRules, consolePaths.tenantRules);
}

/** What other rules would do. @throws AdministrationError `rule-fixed`, `rule-out-of-bounds`, and as `call` does */
export async function forecastRules(service: Service, rules: TenantRules): Promise<RulesForecast> {
  return await callFor(service, RulesForecast, consolePaths.rulesForecast, { method: "POST", body: rules });
}

/**
 * Changes the organisation's rules.
 *
 * @param version that of the rules which the person has seen
 * @throws AdministrationError `changed-meanwhile`, `rule-fixed`, `rule-out-of-bounds`, and as `call` does
 */
export async function writeRules(service: Service, version: string, rules: TenantRules): Promise<PresentTenantRules> {
  const asked = { method: "PUT", headers: { "If-Match": `"${version}"` }, body: rules } as const;
  return await callFor(service, PresentTenantRules, consolePaths.tenantRules, asked);
}
