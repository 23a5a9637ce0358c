import { randomBytes } from "node:crypto";
import { dayInMilliseconds } from "../../../core/days.ts";
import { tokenScopes, type ListedToken, type MadeToken, type TokenOrder } from "../../../protocol/console/tokens.ts";
import type { Service } from "../../issuance/service.ts";
import { findAccountRow, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import {
  countTokens,
  digestOfToken,
  findTokenById,
  findUnrevoked,
  hasTokensEndedBefore,
  insertToken,
  listTokenRows,
  markRevoked,
  nameOfToken,
  removeTokensEndedBefore,
} from "../../store/accounts/token-rows.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import type { ApiTokenRow, Store, StoreTransaction } from "../../store/database/schema.ts";
import { transact } from "../../store/transact.ts";
import type { Management } from "../management.ts";
import { includes } from "../sessions/administrator-session.ts";
import { hashApiToken, newToken } from "./api-token.ts";
import { listedToken } from "./token-state.ts";

/** The number of valid tokens that a tenant may have. */
const mostTokens = 100;

/**
 * Makes a token that acts for an account, with what the account may do at most.
 *
 * @returns the token, which is shown once; or why there is none: no account has this name and access to the administrators' site,
 * or the tenant has as many valid tokens as it may
 * @throws StoreUnavailable, and what `requireStill` throws
 */
export async function makeToken(
  store: Store,
  { tenant, name: account }: AccountIdentity,
  { name, scopes, days }: TokenOrder,
  act: Management,
): Promise<MadeToken | "account-unknown" | "tokens-exceeded"> {
  const token = newToken();
  const id = randomBytes(6).toString("hex");
  const [createdAt, endsAt] = [act.now.getTime(), act.now.getTime() + days * dayInMilliseconds];
  return await transact(store, async (transaction) => {
    await act.requireStill?.(transaction);
    const row = await findAccountRow(transaction, { tenant, name: account });
    const { role = null, disabledAt = null } = row ?? {};
    if (!includes(role, "viewer") || disabledAt !== null) return "account-unknown";
    if ((await countTokens(transaction, tenant, createdAt)) >= mostTokens) return "tokens-exceeded";
    const permitted = tokenScopes.filter((scope) => scopes.includes(scope)).join(" ");
    const times = { createdAt, endsAt, lastUsedAt: null, revokedAt: null };
    const made = { id, tokenHash: hashApiToken(token), tenant, account, name, scopes: permitted, role, ...times };
    await insertToken(transaction, made);
    await auditToken(transaction, made, "token-made", act);
    return { token, made: listedToken({ ...made, accountRole: role, disabledAt: null }, act.now) };
  });
}

/** The tokens of a tenant, also the ended ones, the latest first. */
export async function listTokens(store: Store, tenant: string, now: Date): Promise<ListedToken[]> {
  return (await listTokenRows(store, tenant)).map((row) => listedToken(row, now));
}

/**
 * Ends a token of a tenant, from the next request on, in every process.
 *
 * @returns whether it had not been ended before; undefined if the tenant has none with this identifier
 * @throws StoreUnavailable, and what `requireStill` throws
 */
export async function revokeToken(
  store: Store,
  named: Pick<ApiTokenRow, "tenant" | "id">,
  act: Management,
): Promise<boolean | undefined> {
  return await transact(store, async (transaction) => {
    await act.requireStill?.(transaction);
    const row = await findTokenById(transaction, named);
    if (row === undefined) return undefined;
    if (row.revokedAt !== null) return false;
    await end(transaction, row, act);
    return true;
  });
}

/** Ends the tokens of an account that may no longer do what it could when they were made. */
export async function revokeTokensOf(transaction: StoreTransaction, account: AccountIdentity, act: Act): Promise<void> {
  for (const row of await findUnrevoked(transaction, account)) await end(transaction, row, act);
}

/** Ends all tokens: after a restore, one that was revoked since the backup would be valid again. */
export async function revokeAllTokens(transaction: StoreTransaction, act: Act): Promise<void> {
  for (const row of await findUnrevoked(transaction)) await end(transaction, row, act);
}

/**
 * Removes the tokens that ended longer ago than the settings keep the login history.
 *
 * @returns their number
 */
export async function forgetEndedTokens({ store, settings }: Service, now: Date): Promise<number> {
  const moment = now.getTime() - settings.loginHistoryDays * dayInMilliseconds;
  // Usually there is none, and no transaction is needed to find out.
  if (!(await hasTokensEndedBefore(store, moment))) return 0;
  return await transact(store, async (transaction) => await removeTokensEndedBefore(transaction, moment));
}

async function end(transaction: StoreTransaction, row: ApiTokenRow, act: Act): Promise<void> {
  const revokedAt = act.now.getTime();
  await markRevoked(transaction, row.id, revokedAt);
  await auditToken(transaction, { ...row, revokedAt }, "token-revoked", act);
}

/** What a token is called is not in the trail, from which nothing can be removed: it may name people. */
async function auditToken(
  transaction: StoreTransaction,
  row: ApiTokenRow,
  action: "token-made" | "token-revoked",
  { actor, now }: Act,
): Promise<void> {
  const { tenant, account, scopes, endsAt } = row;
  const detail = { tenant, account, scopes, endsAt, record: digestOfToken(row) };
  await appendAudit(transaction, { at: now, actor, action, object: nameOfToken(row), detail, tenant });
}
