import * as v from "valibot";
import { LoginQuery } from "../../../protocol/console/accounts.ts";
import { longPageLength, operatorPaths, WholeTrailQuery, type ListedOperator } from "../../../protocol/console/operators.ts";
import { pageOfLogins } from "../../accounts/login/login-history.ts";
import { pageOfWholeTrail } from "../../issuance/operators/whole-trail.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { listSystemOperators, systemTenant } from "../../store/accounts/system-operators.ts";
import type { AccountRow } from "../../store/database/schema.ts";
import { refusedOperators, requireSystemOperator } from "../console/caller.ts";
import type { SystemOperation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";

const forOperators = { hosts: ["operator"], authentication: ["system-session"] } as const;
const text = { type: "string" };

/** 操作履歴 of all tenants and of the service. */
export const wholeTrail: SystemOperation = {
  ...forOperators,
  id: "wholeTrail",
  method: "get",
  path: operatorPaths.trail,
  summary: "Read the audit trail of all tenants and of the service, the latest entry first",
  query: {
    before: { description: "Only entries before this one, by its number.", schema: { ...text, pattern: "^[1-9]\\d{0,14}$" } },
    tenant: { description: "Only those of this tenant.", schema: { ...text, minLength: 1, maxLength: 64 } },
    by: { description: "Only what operators did, here or by the command line.", schema: { enum: ["operators"] } },
  },
  answers: { 200: { description: "A page of them.", content: { "application/json": schemaOf("WholeTrailPage") } } },
  refusals: [...refusedOperators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    await requireSystemOperator(surroundings, c, { now: surroundings.clock() });
    const query = v.safeParse(WholeTrailQuery, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    const { before, tenant, by } = query.output;
    const filter = { before, tenant, byOperators: by === "operators" };
    return answerJson(await pageOfWholeTrail(surroundings.service.store, filter, longPageLength));
  },
};

/** Who may log in to the system operators' site. */
export const listOperators: SystemOperation = {
  ...forOperators,
  id: "listOperators",
  method: "get",
  path: operatorPaths.operators,
  summary: "List the system operators, who are added and disabled by the command line alone",
  answers: { 200: { description: "The operators, by name.", content: { "application/json": schemaOf("OperatorList") } } },
  refusals: refusedOperators,
  handler: (surroundings) => async (c) => {
    await requireSystemOperator(surroundings, c, { now: surroundings.clock() });
    const rows = await listSystemOperators(surroundings.service.store);
    return answerJson({ operators: rows.map(listed) });
  },
};

/** ログイン履歴 of the operators. */
export const operatorLogins: SystemOperation = {
  ...forOperators,
  id: "operatorLogins",
  method: "get",
  path: operatorPaths.logins,
  summary: "List the logins of system operators, the latest first",
  query: { page: { description: "From 1, which is the default.", schema: { ...text, pattern: "^[1-9]\\d{0,6}$" } } },
  answers: { 200: { description: "A page of the history.", content: { "application/json": schemaOf("LoginHistory") } } },
  refusals: [...refusedOperators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    await requireSystemOperator(surroundings, c, { now: surroundings.clock() });
    const query = v.safeParse(LoginQuery, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await pageOfLogins(surroundings.service.store, systemTenant, query.output.page));
  },
};

function listed(row: AccountRow): ListedOperator {
  const { name, personName, mail, certificateTenant, certificateCn, disabledAt, password, secondFactorSince, lastLoginAt } = row;
  return {
    ...{ name, personName, mail },
    tenant: certificateTenant ?? "",
    cn: certificateCn ?? "",
    state: disabledAt !== null ? "disabled" : password === null ? "invited" : "active",
    secondFactor: secondFactorSince === null ? "missing" : "set-up",
    lastLoginAt: lastLoginAt === null ? null : new Date(lastLoginAt).toISOString(),
  };
}
