import { consolePaths } from "../../../protocol/console/paths.ts";
import { TenantRules } from "../../../protocol/console/tenant-rules.ts";
import { changeOwnRules, describeRules } from "../../issuance/administration/own-rules.ts";
import { foretellRules } from "../../issuance/administration/rules-forecast.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";
import { matchedVersion } from "./matched-version.ts";

const rulesLimit = 1024;
const request = { required: true, content: { "application/json": schemaOf("TenantRules") } } as const;

/** 更新の規則. */
export const tenantRules: Operation = {
  id: "tenantRules",
  method: "get",
  path: consolePaths.tenantRules,
  summary: "Describe what the organisation decides about its certificates, and within which bounds",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  answers: { 200: { description: "The rules.", content: { "application/json": schemaOf("PresentTenantRules") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const { tenant } = await requireAdministrator(surroundings, c, { now: surroundings.clock(), atLeast: "viewer" });
    return answerJson(await describeRules(surroundings.service, tenant));
  },
};

/** 更新の規則 「編集」. */
export const writeTenantRules: Operation = {
  id: "writeTenantRules",
  method: "put",
  path: consolePaths.tenantRules,
  summary: "Decide about the organisation's certificates",
  description: "Some changes take effect at once and cannot be undone: ask for their forecast first.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["policy"],
  headers: { "If-Match": "The `version` of the rules that the change is made of, in double quotes." },
  request,
  answers: { 200: { description: "The changed rules.", content: { "application/json": schemaOf("PresentTenantRules") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "changed-meanwhile", "rule-fixed", "rule-out-of-bounds"],
  handler: (surroundings) => async (c) => {
    const rules = await readJson(c.env.incoming, TenantRules, rulesLimit);
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    await changeOwnRules(surroundings.service, rules, { by, version: matchedVersion(c), now });
    return answerJson(await describeRules(surroundings.service, by.tenant));
  },
};

/** What a change of them would do. */
export const forecastTenantRules: Operation = {
  id: "forecastTenantRules",
  method: "post",
  path: consolePaths.rulesForecast,
  summary: "Say what other rules would do to the organisation's certificates",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  request,
  answers: { 200: { description: "By number.", content: { "application/json": schemaOf("RulesForecast") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "rule-fixed", "rule-out-of-bounds"],
  handler: (surroundings) => async (c) => {
    const rules = await readJson(c.env.incoming, TenantRules, rulesLimit);
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    return answerJson(await foretellRules(surroundings.service, tenant, rules, now));
  },
};
