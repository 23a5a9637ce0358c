import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { roles, type Role } from "../../../protocol/console/session.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { refusedCertificates } from "../description/operation.ts";
import { requireCaller, type Environment, type Surroundings } from "../http/environment.ts";

/** Why somebody is not an administrator who may do something. */
export const refusedAdministrators = [...refusedCertificates, "cross-site", "not-logged-in", "role-insufficient"] as const;

/** The name of the session's cookie, without its prefix `__Host-`. */
export const sessionCookie = "session";

/** Somebody who has logged in, as the audit trail names them. */
export function actorOf({ user }: Pick<Administrator, "user">): string {
  return `account:${user}`;
}

/** Somebody who has logged in to the administrators' site. */
export interface Administrator {
  /** The name of the account, which the audit trail names. */
  readonly user: string;
  readonly role: Role;
  readonly tenant: string;
  /** The CN of the certificate of this connection. */
  readonly cn: string;
}

/**
 * Who has logged in, by the certificate of this connection and by the session's cookie, with a role that is at least the
 * one that is needed.
 *
 * @throws Refusal with the reason if the certificate is not accepted; `not-logged-in`, `role-insufficient`
 */
export async function requireAdministrator(
  surroundings: Surroundings,
  c: Context<Environment>,
  { now, atLeast }: { readonly now: Date; readonly atLeast: Role },
): Promise<Administrator> {
  const { tenant: o, cn } = await requireCaller(surroundings, c, now);
  const token = getCookie(c, sessionCookie, "host");
  const holder = token === undefined ? undefined : await surroundings.logins.find(token, { cn, o });
  if (holder === undefined) throw new Refusal("not-logged-in");
  const { user, role } = holder;
  if (role === null || roles.indexOf(role) > roles.indexOf(atLeast)) throw new Refusal("role-insufficient");
  return { user, role, tenant: o, cn };
}
