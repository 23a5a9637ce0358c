import type { Context } from "hono";
import type { RefusalCode } from "../../../protocol/console/problem.ts";
import type { TokenScope } from "../../../protocol/console/tokens.ts";
import type { Environment } from "./environment.ts";

const realm = 'Bearer realm="Koshin"';

/** Why a request with a token, or with nothing where a token would do, is refused (RFC 6750, section 3.1). */
const errors: Readonly<Partial<Record<RefusalCode, string>>> = {
  "not-logged-in": realm,
  "token-not-valid": `${realm}, error="invalid_token"`,
  "token-scope-insufficient": `${realm}, error="insufficient_scope"`,
  "token-beside-session": `${realm}, error="invalid_request"`,
};

/** The token of an `Authorization` header of the scheme Bearer (RFC 6750, section 2.1), of any form; undefined without one. */
export function bearerTokenIn(c: Context<Environment>): string | undefined {
  return /^Bearer(?: +|$)(.*)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
}

/** The challenge of the scheme Bearer that belongs to a refusal, if any (RFC 6750, section 3). */
export function bearerChallenge(
  code: RefusalCode,
  scopes: readonly TokenScope[] | undefined,
): { readonly "WWW-Authenticate"?: string } {
  const challenge = errors[code];
  if (challenge === undefined) return {};
  return { "WWW-Authenticate": scopes === undefined ? challenge : `${challenge}, scope="${scopes.join(" ")}"` };
}
