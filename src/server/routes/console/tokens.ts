import * as v from "valibot";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { TokenId, TokenOrder } from "../../../protocol/console/tokens.ts";
import * as tokens from "../../accounts/tokens/manage-tokens.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { refusedBodies, type Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson, answerNothing } from "../http/answer.ts";
import { readJson } from "../http/json-body.ts";
import { refusedAdministrators, requireAdministrator, requireConfirmed } from "./caller.ts";

/** In bytes. */
const bodyLimit = 4096;

/** APIトークン. */
export const listTokens: Operation = {
  id: "listTokens",
  method: "get",
  path: consolePaths.tokens,
  summary: "List the tokens of the organisation's programs, the latest first",
  description: "What each permits, until when, and when it was last used. Ended ones are listed for as long as the login history.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  answers: { 200: { description: "The tokens.", content: { "application/json": schemaOf("TokenList") } } },
  refusals: refusedAdministrators,
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    return answerJson({ tokens: await tokens.listTokens(surroundings.service.store, tenant, now) });
  },
};

/** Makes a token. */
export const makeToken: Operation = {
  id: "makeToken",
  method: "post",
  path: consolePaths.tokens,
  summary: "Make a token for a program",
  description:
    "The second factor must have been given within five minutes. The token is shown once. It permits its scopes until it ends, and no more than the account that makes it; it ends when that account is disabled, reset, or given a lesser role.",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  request: { required: true, content: { "application/json": schemaOf("TokenOrder") } },
  answers: { 201: { description: "The token.", content: { "application/json": schemaOf("MadeToken") } } },
  refusals: [...refusedAdministrators, ...refusedBodies, "tokens-exceeded"],
  handler: (surroundings) => async (c) => {
    const order = await readJson(c.env.incoming, TokenOrder, bodyLimit);
    const { service, clock } = surroundings;
    const now = clock();
    const by = await requireConfirmed(surroundings, c, { now, atLeast: "administrator" });
    const { tenant, user: name, actor, requireStill } = by;
    const made = await tokens.makeToken(service.store, { tenant, name }, order, { actor, now, requireStill });
    if (made === "account-unknown") throw new Refusal("not-logged-in");
    if (made === "tokens-exceeded") throw new Refusal(made);
    return answerJson(made, { status: 201 });
  },
};

/** Ends a token. */
export const revokeToken: Operation = {
  id: "revokeToken",
  method: "delete",
  path: consolePaths.token,
  summary: "Revoke a token",
  hosts: ["console"],
  authentication: ["session"],
  scopes: "none",
  parameters: { id: { type: "string", pattern: "^[0-9a-f]{12}$" } },
  answers: { 204: { description: "It is not accepted any more; also if it had ended already." } },
  refusals: [...refusedAdministrators, "not-found"],
  handler: (surroundings) => async (c) => {
    const { service, clock } = surroundings;
    const now = clock();
    const { tenant, actor, requireStill } = await requireAdministrator(surroundings, c, { now, atLeast: "administrator" });
    const id = v.safeParse(TokenId, c.req.param("id"));
    if (!id.success) throw new Refusal("not-found");
    const revoked = await tokens.revokeToken(service.store, { tenant, id: id.output }, { actor, now, requireStill });
    if (revoked === undefined) throw new Refusal("not-found");
    return answerNothing();
  },
};
