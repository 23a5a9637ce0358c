import * as v from "valibot";
import {
  Announced,
  operatorPaths,
  PolicyDefaults,
  TenantForOperators,
  type AllTenantRules,
} from "../../src/protocol/console/operators.ts";
import type { TenantRules } from "../../src/protocol/console/tenant-rules.ts";
import type { Uses } from "./administration-uses.ts";
import type { LoggedInOperator } from "./system-operator.ts";
import type { Holder } from "./throwaway-service.ts";
import type { Sent } from "./tls-client.ts";

/** Rules that differ from those of a tenant that was just created. */
const beginning: TenantRules = {
  promptDays: 40,
  retireAfterDays: 30,
  destroyKeysAfterDays: null,
  renewalKeys: "anywhere",
  timeZone: "Asia/Tokyo",
};
const otherRules: AllTenantRules = {
  ...beginning,
  ...{ product: "orcamo", keyKind: "P-256", sameKey: "refused" },
};

/** A valid request for each operation of the system operators' site. `elsewhere` is a tenant that is closed and opened. */
export function operatorUses(
  operator: LoggedInOperator,
  { holder, elsewhere }: { readonly holder: Holder; readonly elsewhere: string },
): Uses {
  const asked = (sent: Omit<Sent, "body"> & { readonly body?: unknown }) => async () => {
    await operator.confirm();
    const { body, ...rest } = sent;
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { "Content-Type": "application/json", Cookie: operator.cookie };
    return { identity: operator.certificate, sent: { ...rest, ...content, headers } };
  };
  const announcement = { tenant: null, title: "Maintenance", text: "On Sunday." };
  const { issuer, serial, tenant } = holder;
  return {
    listAllTenants: asked({ path: operatorPaths.tenants }),
    describeOneTenant: asked({ path: `${operatorPaths.tenant}?tenant=${tenant}` }),
    closeOneTenant: asked({ method: "POST", path: operatorPaths.closing, body: { tenant: elsewhere, typed: elsewhere } }),
    openOneTenant: asked({ method: "POST", path: operatorPaths.opening, body: { tenant: elsewhere } }),
    changeTenantRules: async () => {
      const described = await operator.ask({ path: `${operatorPaths.tenant}?tenant=${elsewhere}` });
      const { rules } = v.parse(v.pipe(v.string(), v.parseJson(), TenantForOperators), described.body);
      const body = { tenant: elsewhere, rules: otherRules };
      const made = await asked({ method: "PUT", path: operatorPaths.rules, body })();
      return { ...made, sent: { ...made.sent, headers: { ...made.sent.headers, "If-Match": `"${rules.version}"` } } };
    },
    forecastAnyTenantRules: asked({
      method: "POST",
      path: operatorPaths.rulesForecast,
      body: { tenant: elsewhere, rules: otherRules },
    }),
    policyDefaults: asked({ path: operatorPaths.defaults }),
    changePolicyDefaults: async () => {
      const { products } = v.parse(
        v.pipe(v.string(), v.parseJson(), PolicyDefaults),
        (await operator.ask({ path: operatorPaths.defaults })).body,
      );
      const version = products.find(({ name }) => name === "orcamo")?.beginning.version;
      const made = await asked({ method: "PUT", path: operatorPaths.defaults, body: { product: "orcamo", rules: beginning } })();
      return { ...made, sent: { ...made.sent, headers: { ...made.sent.headers, "If-Match": `"${version}"` } } };
    },
    searchAllCertificates: asked({ path: `${operatorPaths.certificates}?text=client` }),
    describeAnyCertificate: asked({ path: `${operatorPaths.certificates}/${issuer}/${serial}` }),
    listAllAnnouncements: asked({ path: operatorPaths.announcements }),
    announceToTenants: asked({ method: "POST", path: operatorPaths.announcements, body: announcement }),
    withdrawAnnouncement: async () => {
      const answer = await operator.ask({ method: "POST", path: operatorPaths.announcements, body: announcement });
      const { number } = v.parse(v.pipe(v.string(), v.parseJson(), Announced), answer.body);
      return await asked({ method: "DELETE", path: `${operatorPaths.announcements}/${number}` })();
    },
    wholeTrail: asked({ path: operatorPaths.trail }),
    listOperators: asked({ path: operatorPaths.operators }),
    operatorLogins: asked({ path: operatorPaths.logins }),
  };
}
