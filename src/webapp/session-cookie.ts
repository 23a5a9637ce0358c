import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import type { Environment } from "./environment.ts";
import { ownCookie } from "./security-headers.ts";

const name = "session";

/** Finds who is logged in, by the session cookie and the client certificate. */
export const findSession = createMiddleware<Environment>(async (c, next) => {
  const token = getCookie(c, name, "host");
  c.set("holder", token === undefined ? undefined : await c.env.logins.find(token, c.var.client));
  await next();
});

/** Sets a session's token as a cookie. */
export function keepSession(c: Context<Environment>, token: string): void {
  setCookie(c, name, token, ownCookie);
}

/** Ends the session in the service as well as in the browser. */
export async function endSession(c: Context<Environment>): Promise<void> {
  const token = deleteCookie(c, name, ownCookie);
  if (token !== undefined) await c.env.logins.logOut(token);
}
