import { clockSkew } from "../../../core/clock.ts";
import { dayInMilliseconds } from "../../../core/days.ts";
import { longestTokenDays, tokenScopes, type ListedToken, type TokenScope } from "../../../protocol/console/tokens.ts";
import type { HeldToken } from "../../store/accounts/token-rows.ts";
import { includes } from "../sessions/administrator-session.ts";

/**
 * Whether a token may be used: it is `revoked` as well once its account is disabled or has no longer the role with which it was
 * made. One that ends later than any may was made while the clock was ahead, and is not honoured.
 */
export function stateOf(token: HeldToken, now: Date): ListedToken["state"] {
  const { endsAt, revokedAt, disabledAt, accountRole, role } = token;
  if (revokedAt !== null || disabledAt !== null || !includes(accountRole, role)) return "revoked";
  const latest = now.getTime() + longestTokenDays * dayInMilliseconds + clockSkew;
  return endsAt > now.getTime() && endsAt <= latest ? "valid" : "expired";
}

/** What a token permits. */
export function scopesOf({ scopes }: Pick<HeldToken, "scopes">): readonly TokenScope[] {
  const named = scopes.split(" ");
  return tokenScopes.filter((scope) => named.includes(scope));
}

/** A token as it is listed. */
export function listedToken(token: HeldToken, now: Date): ListedToken {
  const { id, name, account, createdAt, endsAt, lastUsedAt, revokedAt } = token;
  return {
    id,
    name,
    account,
    scopes: [...scopesOf(token)],
    createdAt: new Date(createdAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
    revokedAt: revokedAt === null ? null : new Date(revokedAt).toISOString(),
    state: stateOf(token, now),
  };
}
