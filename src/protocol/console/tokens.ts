import * as v from "valibot";

const Moment = v.pipe(v.string(), v.isoTimestamp());

/**
 * What a token permits, besides what its account's role does: to read; to act on certificates; to change the tenant's rules; to manage accounts; to be handed
 * keys, passwords and invitations, for which a person gives the second factor once more; to read the audit trail.
 */
export const tokenScopes = ["read", "act", "policy", "accounts", "secrets", "audit"] as const;
export const TokenScope = v.picklist(tokenScopes);
export type TokenScope = v.InferOutput<typeof TokenScope>;

/** The longest time that a token may be valid, in days. */
export const longestTokenDays = 366;

/** What a token is recognised by in lists: by people, not by the service. */
export const TokenName = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64), v.regex(/^[^\0-\x1f\x7f]*$/));

/** What identifies a token; no secret. */
export const TokenId = v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/));

/** The body of `POST /api/tokens`. */
export const TokenOrder = v.strictObject({
  name: TokenName,
  scopes: v.pipe(v.array(TokenScope), v.minLength(1), v.maxLength(tokenScopes.length)),
  days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longestTokenDays)),
});
export type TokenOrder = v.InferOutput<typeof TokenOrder>;

/** A token as it is listed: what it permits and until when, not the token itself. */
export const ListedToken = v.object({
  id: TokenId,
  name: v.string(),
  /** The name of the account that it acts for. */
  account: v.string(),
  scopes: v.array(TokenScope),
  createdAt: Moment,
  endsAt: Moment,
  /** When it was last used, to within some minutes; null if it was not. */
  lastUsedAt: v.nullable(Moment),
  /** When it was ended before its time: by somebody, or because its account was disabled, reset or given a lesser role. */
  revokedAt: v.nullable(Moment),
  state: v.picklist(["valid", "expired", "revoked"]),
});
export type ListedToken = v.InferOutput<typeof ListedToken>;

/** The answer of `GET /api/tokens`. */
export const TokenList = v.object({ tokens: v.array(ListedToken) });

/** The answer of `POST /api/tokens`: the token, shown once. */
export const MadeToken = v.object({ token: v.string(), made: ListedToken });
export type MadeToken = v.InferOutput<typeof MadeToken>;
