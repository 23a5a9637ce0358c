import type { Subject } from "../../../core/name/subject.ts";
import type { Role } from "../../../protocol/console/session.ts";
import type { TokenScope } from "../../../protocol/console/tokens.ts";
import { Refusal } from "../../issuance/refusal.ts";
import { nameOfAccount } from "../../store/accounts/account-rows.ts";
import { findToken, findTokenById, markTokenUsed, type HeldToken } from "../../store/accounts/token-rows.ts";
import type { Store, StoreTransaction } from "../../store/database/schema.ts";
import { StoreUnavailable } from "../../store/database/store-unavailable.ts";
import { transact } from "../../store/transact.ts";
import { beginAttempt, tokenAttempts, waitFor } from "../login/attempts.ts";
import { includes } from "../sessions/administrator-session.ts";
import { hashApiToken, isTokenForm } from "./api-token.ts";
import { scopesOf, stateOf } from "./token-state.ts";

/** The interval at which the time of the last use is updated, in milliseconds, so that not every request writes. */
const useInterval = 5 * 60_000;

/** What a program that acts with a token needs. */
export interface NeededScopes {
  readonly scopes: readonly TokenScope[];
  readonly atLeast: Role;
}

/**
 * The token of a request, if it is valid with a certificate of its tenant. Every process reads it for each request, so that
 * ending it takes effect everywhere at once.
 *
 * A certificate with which many wrong tokens come is locked out for a minute; so nobody locks out anyone else.
 *
 * @throws Refusal `token-not-valid`, the same for one that is unknown, expired, revoked or another tenant's; `login-locked`;
 * StoreUnavailable
 */
export async function requireToken(store: Store, token: string, subject: Subject, now: Date): Promise<HeldToken> {
  const counted = tokenAttempts(subject);
  const wait = await waitFor(store, counted, now);
  if (wait > 0) throw new Refusal("login-locked", { retryAfter: wait });
  const held = isTokenForm(token) ? await findToken(store, hashApiToken(token)) : undefined;
  if (held?.tenant !== subject.o || stateOf(held, now) !== "valid") {
    await beginAttempt(store, counted, now);
    throw new Refusal("token-not-valid");
  }
  if (now.getTime() - (held.lastUsedAt ?? 0) >= useInterval) await noteUse(store, held.id, now);
  return held;
}

/**
 * What the account of a token may do, if the token's scopes and this are enough.
 *
 * @throws Refusal `token-scope-insufficient`, `role-insufficient`
 */
export function requireScopes(token: HeldToken, { scopes, atLeast }: NeededScopes): Role {
  const permitted = scopesOf(token);
  if (!scopes.every((scope) => permitted.includes(scope))) throw new Refusal("token-scope-insufficient", { scopes });
  if (!includes(token.role, atLeast)) throw new Refusal("role-insufficient");
  return token.role;
}

/**
 * Reads the token again in the transaction that acts: meanwhile it may have ended, or its account been disabled.
 *
 * @throws Refusal `token-not-valid`, and as `requireScopes`
 */
export async function requireStillBearer(
  transaction: StoreTransaction,
  { tokenHash }: Pick<HeldToken, "tokenHash">,
  needed: NeededScopes,
  now: Date,
): Promise<void> {
  const token = await findToken(transaction, tokenHash);
  if (token === undefined || stateOf(token, now) !== "valid") throw new Refusal("token-not-valid");
  requireScopes(token, needed);
}

/** Whether a token, by its identifier, may still be used, for work that goes on after the request that it came with. */
export async function isStillValid(
  transaction: StoreTransaction,
  named: Pick<HeldToken, "tenant" | "id">,
  now: Date,
): Promise<boolean> {
  const token = await findTokenById(transaction, named);
  return token !== undefined && stateOf(token, now) === "valid";
}

/** A token as the actor of an entry of the audit trail, with the account that it acts for. */
export function actorOfToken({ tenant, account: name, id }: Pick<HeldToken, "tenant" | "account" | "id">): string {
  return `account:${nameOfAccount({ tenant, name })} token:${id}`;
}

/** A failure to write this, for example on a full disk, must not refuse the request. */
async function noteUse(store: Store, id: string, now: Date): Promise<void> {
  try {
    await transact(store, async (transaction) => await markTokenUsed(transaction, id, now.getTime()));
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}
