import { consolePaths } from "../../../protocol/console/paths.ts";
import { RenewalOrder } from "../../../protocol/console/renewal-orders.ts";
import {
  cancelOwnRenewals,
  cancelTenantRenewal,
  orderedIn,
  orderOwnRenewals,
  orderTenantRenewal,
  type OrderOutcome,
} from "../../issuance/administration/order-own-renewals.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";
import { certificateIn, certificateParameters } from "./own-path.ts";

/** In bytes: a reason of 300 characters, each escaped. */
const bodyLimit = 4096;

const body = { required: true, content: { "application/json": schemaOf("RenewalOrder") } };
const answers = {
  200: { description: "How many certificates it is for.", content: { "application/json": schemaOf("RenewalOrderResult") } },
};
const hours =
  "In these hours, holders are prompted, and programs renew that ask for the status; at other times, nobody is prompted by the order, but who wants to can renew. It replaces an earlier order of the organisation's.";

/** Renew before it is due. */
export const orderRenewal: Operation = {
  id: "orderRenewal",
  method: "post",
  path: consolePaths.renewalOrder,
  summary: "Order that a certificate is renewed before it is due",
  description: hours,
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  parameters: certificateParameters,
  request: body,
  answers,
  refusals: [
    ...refusedAdministrators,
    ...refusedBodies,
    "not-found",
    "order-of-operators",
    "type-not-renewable",
    "already-renewed",
  ],
  handler: (surroundings) => async (c) => {
    const order = await readJson(c.env.incoming, RenewalOrder, bodyLimit);
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    const named = certificateIn(c, by.tenant);
    return answerOutcome(await orderOwnRenewals(surroundings.service, [named], { ...orderedIn(order), by, now }));
  },
};

/** Cancels that. */
export const cancelRenewal: Operation = {
  id: "cancelRenewal",
  method: "delete",
  path: consolePaths.renewalOrder,
  summary: "Cancel the order to renew a certificate before it is due",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  parameters: certificateParameters,
  answers,
  refusals: [...refusedAdministrators, "not-found", "order-of-operators"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    return answerOutcome(await cancelOwnRenewals(surroundings.service, [certificateIn(c, by.tenant)], { by, now }));
  },
};

/** Renew all before they are due. */
export const orderAllRenewals: Operation = {
  id: "orderAllRenewals",
  method: "post",
  path: consolePaths.tenantRenewalOrder,
  summary: "Order that all certificates of the organisation are renewed before they are due",
  description: `${hours} It is for those that the organisation has at this moment.`,
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  request: body,
  answers,
  refusals: [...refusedAdministrators, ...refusedBodies, "order-of-operators"],
  handler: (surroundings) => async (c) => {
    const order = await readJson(c.env.incoming, RenewalOrder, bodyLimit);
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    return answerJson({ certificates: await orderTenantRenewal(surroundings.service, { ...orderedIn(order), by, now }) });
  },
};

/** Cancels that, and the orders for single ones. */
export const cancelAllRenewals: Operation = {
  id: "cancelAllRenewals",
  method: "delete",
  path: consolePaths.tenantRenewalOrder,
  summary: "Cancel every order to renew certificates of the organisation before they are due",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["act"],
  answers,
  refusals: [...refusedAdministrators, "order-of-operators"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const by = await requireAdministrator(surroundings, c, { now, atLeast: "operator" });
    return answerJson({ certificates: await cancelTenantRenewal(surroundings.service, { by, now }) });
  },
};

/** @throws Refusal with the reason why nothing was done */
function answerOutcome([outcome]: readonly OrderOutcome[]): Response {
  if (outcome?.refusal !== undefined) throw new Refusal(outcome.refusal);
  return answerJson({ certificates: 1 });
}
