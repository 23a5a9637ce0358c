import * as v from "valibot";
import { LoginQuery } from "../../../protocol/console/accounts.ts";
import { consolePaths } from "../../../protocol/console/paths.ts";
import { pageOfLogins } from "../../accounts/login/login-history.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Operation } from "../description/operation.ts";
import { schemaOf } from "../description/schemas.ts";
import { answerJson } from "../http/answer.ts";
import { refusedAdministrators, requireAdministrator } from "./caller.ts";

const pageNumber = { type: "string", pattern: "^[1-9][0-9]{0,6}$" };

/** ログイン履歴. */
export const loginHistory: Operation = {
  id: "loginHistory",
  method: "get",
  path: consolePaths.logins,
  summary: "The attempts to log in with the organisation's accounts and certificates, a page at a time, the latest first",
  description:
    "A name that was typed and is no account's is not kept, because it may be a password. `koshin.json` says how long the history is kept (`loginHistoryDays`).",
  hosts: ["console"],
  authentication: ["session"],
  scopes: ["read"],
  query: { page: { description: "From 1, which is the default.", schema: pageNumber } },
  answers: { 200: { description: "The page.", content: { "application/json": schemaOf("LoginHistory") } } },
  refusals: [...refusedAdministrators, "request-malformed"],
  handler: (surroundings) => async (c) => {
    const now = surroundings.clock();
    const { tenant } = await requireAdministrator(surroundings, c, { now, atLeast: "viewer" });
    const query = v.safeParse(LoginQuery, c.req.query());
    if (!query.success) throw new Refusal("request-malformed", { by: "query" });
    return answerJson(await pageOfLogins(surroundings.service.store, tenant, query.output.page));
  },
};
