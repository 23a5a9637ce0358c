import { operatorPaths, TenantRulesOrder } from "../../../protocol/console/operators.ts";
import { describeForOperators } from "../../issuance/operators/describe-tenant.ts";
import { changeAnyRules, foretellAnyRules } from "../../issuance/operators/tenant-rules.ts";
import { refusedOperators, requireSystemOperator } from "../console/caller.ts";
import { matchedVersion } from "../console/matched-version.ts";
import { refusedBodies, type SystemOperation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";

const forOperators = { hosts: ["operator"], authentication: ["system-session"] } as const;
const request = { required: true, content: { "application/json": schemaOf("TenantRulesOrder") } } as const;

/** In bytes: three names, each character escaped. */
const bodyLimit = 4096;

/** Changes a tenant's rules. */
export const changeTenantRules: SystemOperation = {
  ...forOperators,
  id: "changeTenantRules",
  method: "put",
  path: operatorPaths.rules,
  summary: "Change all rules of a tenant, without the bounds of its administrators",
  description:
    "`koshin tenant set` as an API. The second factor must have been given once more within five minutes. Some changes take effect at once and cannot be undone: ask for their forecast first.",
  headers: { "If-Match": "The `version` of the rules that the change is made of, in double quotes." },
  request,
  answers: { 200: { description: "The changed tenant.", content: { "application/json": schemaOf("TenantForOperators") } } },
  refusals: [...refusedOperators, ...refusedBodies, "not-found", "changed-meanwhile", "rule-out-of-bounds"],
  handler: (surroundings) => async (c) => {
    const { tenant, rules } = await readJson(c.env.incoming, TenantRulesOrder, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { actor, subject, requireStill } = await requireSystemOperator(surroundings, c, { now, confirmed: true });
    await changeAnyRules(service, tenant, rules, { version: matchedVersion(c), actor, now, requireStill });
    return answerJson(await describeForOperators(service, tenant, subject.o, now));
  },
};

/** What a change of them would do. */
export const forecastAnyTenantRules: SystemOperation = {
  ...forOperators,
  id: "forecastAnyTenantRules",
  method: "post",
  path: operatorPaths.rulesForecast,
  summary: "Say what other rules would do to a tenant's certificates",
  request,
  answers: { 200: { description: "By number.", content: { "application/json": schemaOf("RulesForecast") } } },
  refusals: [...refusedOperators, ...refusedBodies, "not-found", "rule-out-of-bounds"],
  handler: (surroundings) => async (c) => {
    const { tenant, rules } = await readJson(c.env.incoming, TenantRulesOrder, bodyLimit);
    const now = surroundings.clock();
    await requireSystemOperator(surroundings, c, { now });
    return answerJson(await foretellAnyRules(surroundings.service, tenant, rules, now));
  },
};
