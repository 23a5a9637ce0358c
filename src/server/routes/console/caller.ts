import type { Context } from "hono";
import { generateCookie, getCookie } from "hono/cookie";
import type { Subject } from "../../../core/name/subject.ts";
import type { Role } from "../../../protocol/console/session.ts";
import { actorOfAccount } from "../../accounts/audit-account.ts";
import { requireRole, requireStill, type Needed } from "../../accounts/sessions/administrator-session.ts";
import { requireOperator, requireStillOperator, type NeededOfOperator } from "../../accounts/sessions/operator-session.ts";
import { accountOf, findSession, presenceOf, type PresentAt } from "../../accounts/sessions/sessions.ts";
import { actorOfToken, requireScopes, requireStillBearer, requireToken } from "../../accounts/tokens/token-bearer.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { requireStillAdmitted } from "../../issuance/renewal/admit.ts";
import type { HeldSession } from "../../store/accounts/session-rows.ts";
import { isCertificateOfOperator } from "../../store/accounts/system-operators.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import type { LoginSite } from "../../store/database/tables/account-tables.ts";
import { refusedCertificates, type AccountOperation } from "../description/operation.ts";
import { bearerTokenIn } from "../http/bearer-token.ts";
import { requireCaller, type Bearer, type Environment, type Surroundings } from "../http/environment.ts";

/** Why a certificate is not accepted at a site that people log in to. */
export const refusedAtSites = [...refusedCertificates, "not-system-operator", "cross-site"] as const;

/** Why somebody is not a system operator who may do something. */
export const refusedOperators = [...refusedAtSites, "not-logged-in", "second-factor-needed"] as const;

/** Why a program's token is not accepted. */
const refusedTokens = ["token-not-valid", "token-scope-insufficient", "token-beside-session", "login-locked"] as const;

/** Why somebody is not an administrator who may do something, or their program. */
export const refusedAdministrators = [
  ...refusedCertificates,
  "cross-site",
  "not-logged-in",
  "second-factor-needed",
  "role-insufficient",
  ...refusedTokens,
] as const;

/** The name of the session's cookie, without its prefix `__Host-`. */
const cookie = "session";
/** Inaccessible to scripts, other sites and other hosts. */
const attributes = { prefix: "host", path: "/", secure: true, httpOnly: true, sameSite: "Strict" } as const;

/** The token of the browser's session, whether or not it is valid. */
export function tokenIn(c: Context<Environment>): string | undefined {
  return getCookie(c, cookie, "host");
}

/** The header that gives the browser the token of a session, or removes it. */
export function keepToken(token: string | undefined): { readonly "Set-Cookie": string } {
  const removed = token === undefined ? { maxAge: 0 } : {};
  return { "Set-Cookie": generateCookie(cookie, token ?? "", { ...attributes, ...removed }) };
}

/** A site that people log in to, and whose certificate is presented there. */
export type Presence = PresentAt & { readonly site: LoginSite };

/**
 * Whose certificate a request presents, and to which site: only system operators' certificates are let in to theirs.
 *
 * @throws Refusal with the reason if the certificate is not accepted; `not-system-operator`
 */
export async function requirePresence(surroundings: Surroundings, c: Context<Environment>, now: Date): Promise<Presence> {
  const { tenant: o, cn } = await requireCaller(surroundings, c, now);
  const subject = { cn, o };
  if (c.env.host.role !== "operator") return { site: "console", subject };
  if (!(await isCertificateOfOperator(surroundings.service.store, subject))) throw new Refusal("not-system-operator");
  return { site: "operator", subject };
}

/**
 * The session of a request, by the certificate of this connection and by the session's cookie, whatever its step is.
 *
 * @throws Refusal as `requirePresence`; `not-logged-in`
 */
export async function requireSession(surroundings: Surroundings, c: Context<Environment>, now: Date): Promise<HeldSession> {
  const presence = await requirePresence(surroundings, c, now);
  const token = tokenIn(c);
  const { store } = surroundings.service;
  const session = token === undefined ? undefined : await findSession(store, token, presence, now);
  if (session === undefined) throw new Refusal("not-logged-in");
  return session;
}

/** Whether a request is a program's: it has a token, which no other site's page knows, and no session's cookie. */
export function isByProgram(c: Context<Environment>): boolean {
  return bearerTokenIn(c) !== undefined && tokenIn(c) === undefined;
}

/**
 * Admits the program whose token a request has, if it has one, to an operation. It also needs a certificate of its tenant, like
 * everybody on this host.
 *
 * @throws Refusal with the reason if the certificate is not accepted; `token-not-valid`, `token-scope-insufficient`,
 * `token-beside-session`, `login-locked`
 */
export async function admitBearer(
  surroundings: Surroundings,
  c: Context<Environment>,
  scopes: AccountOperation["scopes"],
): Promise<void> {
  const text = bearerTokenIn(c);
  if (text === undefined) return;
  if (tokenIn(c) !== undefined) throw new Refusal("token-beside-session");
  const now = surroundings.clock();
  const { tenant: o, cn } = await requireCaller(surroundings, c, now);
  const token = await requireToken(surroundings.service.store, text, { cn, o }, now);
  if (scopes === "none") throw new Refusal("token-scope-insufficient");
  c.env.bearer = { token, scopes, cn };
}

/** Somebody who has logged in to the administrators' site, or their program. */
export interface Administrator {
  /** The name of the account. */
  readonly user: string;
  /** The account, and the program's token, as the actor of an entry of the audit trail. */
  readonly actor: string;
  readonly role: Role;
  readonly tenant: string;
  /** The identifier of the program's token. */
  readonly token?: string;
  /** The CN of the certificate of this connection. */
  readonly cn: string;
  /**
   * Must be called in the transaction that acts: refuses like the function that returned this administrator, if the session
   * or the token has ended meanwhile, the account has been disabled or given another role, or the certificate is not accepted
   * any more.
   */
  readonly requireStill: (transaction: StoreTransaction) => Promise<void>;
}

/** What an operation needs, and when. */
interface NeededNow extends Omit<Needed, "confirmed"> {
  readonly now: Date;
}

/**
 * Who has logged in, with the password and the second factor, and with a role that is at least the one that is needed.
 *
 * @throws Refusal with the reason if the certificate is not accepted; `not-logged-in`, `second-factor-needed`,
 * `role-insufficient`
 */
export async function requireAdministrator(
  surroundings: Surroundings,
  c: Context<Environment>,
  { now, atLeast }: NeededNow,
): Promise<Administrator> {
  return await whoAsks(surroundings, c, { atLeast }, now);
}

/**
 * The same, for an operation that hands out a secret: the second factor must have been given once more, at most five minutes
 * ago, by `POST /api/session/second-factor`.
 *
 * @throws Refusal as `requireAdministrator`
 */
export async function requireConfirmed(
  surroundings: Surroundings,
  c: Context<Environment>,
  { now, atLeast }: NeededNow,
): Promise<Administrator> {
  return await whoAsks(surroundings, c, { atLeast, confirmed: true }, now);
}

async function whoAsks(surroundings: Surroundings, c: Context<Environment>, needed: Needed, asked: Date): Promise<Administrator> {
  const { bearer } = c.env;
  const who =
    bearer === undefined ? administratorOf(await requireSession(surroundings, c, asked), needed, asked) : bearerOf(bearer, needed);
  return {
    ...who,
    async requireStill(transaction) {
      const now = surroundings.clock();
      await requireStillCaller(transaction, c, now);
      await who.requireStill(transaction, now);
    },
  };
}

/** Refuses a caller whose certificate is not accepted any more. */
async function requireStillCaller(transaction: StoreTransaction, c: Context<Environment>, now: Date): Promise<void> {
  const { certificate } = c.env;
  if (certificate === undefined) throw new TypeError("Whoever is admitted has a certificate.");
  await requireStillAdmitted(transaction, certificate, now);
}

/** Before it is read again whether the certificate is still accepted. */
interface Asking extends Omit<Administrator, "requireStill"> {
  readonly requireStill: (transaction: StoreTransaction, now: Date) => Promise<void>;
}

/** Who has a token; in the place of the second factor once more, it must have the scope of secrets. */
function bearerOf({ token, scopes, cn }: Bearer, { atLeast, confirmed = false }: Needed): Asking {
  const needed = { scopes: confirmed ? [...new Set([...scopes, "secrets"] as const)] : scopes, atLeast };
  const role = requireScopes(token, needed);
  return {
    user: token.account,
    actor: actorOfToken(token),
    role,
    tenant: token.tenant,
    token: token.id,
    cn,
    requireStill: async (transaction, now) => await requireStillBearer(transaction, token, needed, now),
  };
}

function administratorOf(session: HeldSession, needed: Needed, asked: Date): Asking {
  const { account: user, tenant, cn } = session;
  return {
    user,
    actor: actorOfAccount({ tenant, name: user }),
    role: requireRole(session, needed, { asked, now: asked }),
    tenant,
    cn,
    requireStill: async (transaction, now) => await requireStill(transaction, session, needed, { asked, now }),
  };
}

/** Somebody who has logged in to the system operators' site. */
export interface SystemOperator {
  /** The name of the account. */
  readonly user: string;
  /** As the actor of an entry of the audit trail. */
  readonly actor: string;
  /** Of the certificate of this connection. */
  readonly subject: Subject;
  /**
   * Must be called in the transaction that acts: refuses if the session has ended meanwhile, the account has been disabled, or
   * the certificate is not accepted any more.
   */
  readonly requireStill: (transaction: StoreTransaction) => Promise<void>;
}

/**
 * Who has logged in to the system operators' site, with the password and the second factor.
 *
 * @throws Refusal as `requirePresence`; `not-logged-in`, `second-factor-needed`
 */
export async function requireSystemOperator(
  surroundings: Surroundings,
  c: Context<Environment>,
  { now, ...needed }: NeededOfOperator & { readonly now: Date },
): Promise<SystemOperator> {
  const session = await requireSession(surroundings, c, now);
  const { subject } = presenceOf(session);
  requireOperator(session, subject, needed, now);
  return {
    user: session.account,
    actor: actorOfAccount(accountOf(session)),
    subject,
    async requireStill(transaction) {
      await requireStillCaller(transaction, c, surroundings.clock());
      await requireStillOperator(transaction, session, subject, needed, now);
    },
  };
}
