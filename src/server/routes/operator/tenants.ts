import * as v from "valibot";
import {
  NamedTenant,
  operatorPaths,
  tenantOrders,
  TenantClosing,
  TenantOpening,
  TenantQuery,
} from "../../../protocol/console/operators.ts";
import { describeForOperators } from "../../issuance/operators/describe-tenant.ts";
import { listTenants } from "../../issuance/operators/list-tenants.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { closeTenant, openTenant } from "../../issuance/tenants.ts";
import { findTenant } from "../../store/tenants.ts";
import { refusedOperators, requireSystemOperator } from "../console/caller.ts";
import { refusedBodies, type SystemOperation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";

const forOperators = { hosts: ["operator"], authentication: ["system-session"] } as const;
const text = { type: "string" };

/** In bytes: two names, each character escaped. */
const bodyLimit = 2048;

/** All tenants. */
export const listAllTenants: SystemOperation = {
  ...forOperators,
  id: "listAllTenants",
  method: "get",
  path: operatorPaths.tenants,
  summary: "List the tenants, page by page, with what is due or stuck in each",
  query: {
    search: { description: "In any part of the name.", schema: { ...text, maxLength: 64 } },
    state: { description: "By default any.", schema: { enum: ["any", "open", "closed"] } },
    sort: { description: "By default the name.", schema: { enum: tenantOrders } },
    order: { description: "By default ascending.", schema: { enum: ["ascending", "descending"] } },
    page: { description: "From 1, which is the default.", schema: { ...text, pattern: "^[1-9]\\d{0,6}$" } },
  },
  answers: { 200: { description: "A page of the tenants.", content: { "application/json": schemaOf("TenantList") } } },
  refusals: [...refusedOperators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    await requireSystemOperator(surroundings, c, { now });
    const query = v.safeParse(TenantQuery, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await listTenants(surroundings.service, query.output, now));
  },
};

/** One of them. */
export const describeOneTenant: SystemOperation = {
  ...forOperators,
  id: "describeOneTenant",
  method: "get",
  path: operatorPaths.tenant,
  summary: "Describe a tenant, and what closing it would stop",
  query: { tenant: { description: "Its name.", schema: { ...text, minLength: 1, maxLength: 64 }, required: true } },
  answers: { 200: { description: "The tenant.", content: { "application/json": schemaOf("TenantForOperators") } } },
  refusals: [...refusedOperators, "request-malformed", "not-found"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { subject } = await requireSystemOperator(surroundings, c, { now });
    const query = v.safeParse(NamedTenant, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await describeForOperators(surroundings.service, query.output.tenant, subject.o, now));
  },
};

const stateChanged = {
  200: { description: "Whether that changed anything.", content: { "application/json": schemaOf("TenantStateChanged") } },
};

/** Closes one. */
export const closeOneTenant: SystemOperation = {
  ...forOperators,
  id: "closeOneTenant",
  method: "post",
  path: operatorPaths.closing,
  summary: "Close a tenant: its certificates are refused, and its people are logged out",
  description:
    "`koshin tenant close` as an API. The second factor must have been given once more within five minutes, and the name is given twice, the second time as a person typed it. The tenant of one's own certificate is not closed, because that would end one's own access.",
  request: { required: true, content: { "application/json": schemaOf("TenantClosing") } },
  answers: stateChanged,
  refusals: [...refusedOperators, ...refusedBodies, "not-found", "tenant-own"],
  handler: (surroundings) => async (c) => {
    const { tenant, typed } = await readJson(c.env.incoming, TenantClosing, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { actor, subject, requireStill } = await requireSystemOperator(surroundings, c, { now, confirmed: true });
    if (typed !== tenant) throw new Refusal("request-malformed", { by: "json" });
    // Tenants are never removed.
    if ((await findTenant(service.store, tenant)) === undefined) throw new Refusal("not-found");
    if (tenant === subject.o) throw new Refusal("tenant-own");
    return answerJson({ changed: (await closeTenant(service, tenant, { actor, now, requireStill })) === undefined });
  },
};

/** Opens one again. */
export const openOneTenant: SystemOperation = {
  ...forOperators,
  id: "openOneTenant",
  method: "post",
  path: operatorPaths.opening,
  summary: "Open a closed tenant again",
  description: "`koshin tenant open` as an API. The second factor must have been given once more within five minutes.",
  request: { required: true, content: { "application/json": schemaOf("TenantOpening") } },
  answers: stateChanged,
  refusals: [...refusedOperators, ...refusedBodies, "not-found"],
  handler: (surroundings) => async (c) => {
    const { tenant } = await readJson(c.env.incoming, TenantOpening, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const { actor, requireStill } = await requireSystemOperator(surroundings, c, { now, confirmed: true });
    if ((await findTenant(service.store, tenant)) === undefined) throw new Refusal("not-found");
    return answerJson({ changed: (await openTenant(service, tenant, { actor, now, requireStill })) !== undefined });
  },
};
