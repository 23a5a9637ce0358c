import type { Context } from "hono";
import type { Environment } from "../http/environment.ts";

/** The version that `If-Match` names (RFC 9110, section 13.1.1). */
export function matchedVersion(c: Context<Environment>): string | undefined {
  return /^"([0-9a-f]{1,16})"$/.exec(c.req.header("If-Match") ?? "")?.[1];
}
