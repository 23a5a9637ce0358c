import type { Context } from "hono";
import * as v from "valibot";
import { AccountName } from "../../../protocol/console/accounts.ts";
import { Refusal } from "../../issuance/refusal.ts";
import type { Environment } from "../http/environment.ts";

/** The parameter of paths that name an account. */
export const accountParameters = { name: { type: "string", pattern: "^[a-z][a-z0-9_-]{0,31}$" } };

/** The account in the path of a request. @throws Refusal `not-found` if it names none */
export function accountNameIn(c: Context<Environment>): string {
  const name = v.safeParse(AccountName, c.req.param("name"));
  if (!name.success) throw new Refusal("not-found");
  return name.output;
}
