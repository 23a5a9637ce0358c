import type * as v from "valibot";
import { LoginHistory } from "../../protocol/console/accounts.ts";
import type { IssuedIdentity } from "../../protocol/console/certificates.ts";
import {
  Announced,
  AnnouncementList,
  FoundAcross,
  operatorPaths,
  OperatorList,
  PolicyDefaults,
  SheetForOperators,
  TenantForOperators,
  TenantList,
  TenantStateChanged,
  WholeTrailPage,
  type AllTenantRules,
  type AnnouncementOrder,
  type BeginningRules,
  type ListedOperator,
  type TenantClosing,
} from "../../protocol/console/operators.ts";
import { RulesForecast } from "../../protocol/console/tenant-rules.ts";
import type { Service } from "../ask.ts";
import { call, callFor, fillPath } from "./call.ts";

/** A page of the tenants, by the parameters of the API. @throws as `call` does */
export async function listTenants(service: Service, parameters: string): Promise<TenantList> {
  return await callFor(service, TenantList, `${operatorPaths.tenants}?${parameters}`);
}

/** A tenant. @throws AdministrationError `not-found`, and as `call` does */
export async function askAnyTenant(service: Service, tenant: string): Promise<TenantForOperators> {
  return await callFor(service, TenantForOperators, `${operatorPaths.tenant}?${new URLSearchParams({ tenant })}`);
}

/** Names a tenant and other rules for it. */
interface OtherRules {
  readonly tenant: string;
  readonly rules: AllTenantRules;
}

/** What other rules of a tenant would do. @throws AdministrationError `rule-out-of-bounds`, and as `call` does */
export async function forecastAnyRules(service: Service, body: OtherRules): Promise<RulesForecast> {
  return await callFor(service, RulesForecast, operatorPaths.rulesForecast, { method: "POST", body });
}

/**
 * Changes the rules of a tenant.
 *
 * @param version that of the rules which the person has seen
 * @throws AdministrationError `changed-meanwhile`, `rule-out-of-bounds`, and as `call` does
 */
export async function writeAnyRules(service: Service, version: string, body: OtherRules): Promise<void> {
  const asked = { method: "PUT", headers: { "If-Match": `"${version}"` }, body } as const;
  await callFor(service, TenantForOperators, operatorPaths.rules, asked);
}

/** Closes a tenant. @throws AdministrationError `tenant-own`, and as `call` does */
export async function closeTenant(service: Service, closing: v.InferOutput<typeof TenantClosing>): Promise<void> {
  await callFor(service, TenantStateChanged, operatorPaths.closing, { method: "POST", body: closing });
}

/** Opens a tenant again. @throws as `call` does */
export async function openTenant(service: Service, tenant: string): Promise<void> {
  await callFor(service, TenantStateChanged, operatorPaths.opening, { method: "POST", body: { tenant } });
}

/** Searches the certificates of all tenants. @throws as `call` does */
export async function searchAcross(service: Service, text: string): Promise<FoundAcross> {
  return await callFor(service, FoundAcross, `${operatorPaths.certificates}?${new URLSearchParams({ text })}`);
}

/** A certificate of any tenant. @throws AdministrationError `not-found`, and as `call` does */
export async function askSheet(service: Service, { issuer, serial }: IssuedIdentity): Promise<SheetForOperators> {
  return await callFor(service, SheetForOperators, fillPath(operatorPaths.certificate, { issuer, serial }));
}

/** A page of the announcements, before one of them. @throws as `call` does */
export async function listAnnouncements(service: Service, before: string): Promise<AnnouncementList> {
  return await callFor(service, AnnouncementList, `${operatorPaths.announcements}${before === "" ? "" : `?before=${before}`}`);
}

/** Announces something. @throws AdministrationError `not-found` if there is no such tenant, and as `call` does */
export async function announce(service: Service, order: AnnouncementOrder): Promise<void> {
  await callFor(service, Announced, operatorPaths.announcements, { method: "POST", body: order });
}

/** Takes an announcement back. @throws as `call` does */
export async function withdraw(service: Service, number: number): Promise<void> {
  await call(service, fillPath(operatorPaths.announcement, { number: String(number) }), { method: "DELETE" });
}

/** A page of the whole audit trail, by the parameters of the API. @throws as `call` does */
export async function readWholeTrail(service: Service, parameters: string): Promise<WholeTrailPage> {
  return await callFor(service, WholeTrailPage, `${operatorPaths.trail}?${parameters}`);
}

/** What applies to tenants without rules of their own. @throws as `call` does */
export async function askDefaults(service: Service): Promise<PolicyDefaults> {
  return await callFor(service, PolicyDefaults, operatorPaths.defaults);
}

/**
 * Changes the rules that tenants of a product begin with.
 *
 * @param version that of the rules which the person has seen
 * @throws AdministrationError `changed-meanwhile`, `rule-out-of-bounds`, and as `call` does
 */
export async function writeDefaults(service: Service, version: string, body: v.InferOutput<typeof BeginningRules>): Promise<void> {
  const asked = { method: "PUT", headers: { "If-Match": `"${version}"` }, body } as const;
  await callFor(service, PolicyDefaults, operatorPaths.defaults, asked);
}

/** The system operators. @throws as `call` does */
export async function listOperators(service: Service): Promise<readonly ListedOperator[]> {
  return (await callFor(service, OperatorList, operatorPaths.operators)).operators;
}

/** A page of their logins. @throws as `call` does */
export async function listOperatorLogins(service: Service, page: number): Promise<LoginHistory> {
  return await callFor(service, LoginHistory, `${operatorPaths.logins}?page=${page}`);
}
