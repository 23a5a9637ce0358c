import { createHash } from "node:crypto";
import type { AccountRow, ApiTokenRow, Store, StoreTransaction } from "../database/schema.ts";
import type { AccountIdentity } from "./account-rows.ts";

/** A token with what its account may do at present. */
export type HeldToken = ApiTokenRow & { readonly accountRole: AccountRow["role"]; readonly disabledAt: AccountRow["disabledAt"] };

/** A token as the object of an entry of the audit trail: `<id>@<tenant>`. */
export function nameOfToken({ id, tenant }: Pick<ApiTokenRow, "id" | "tenant">): string {
  return `${id}@${tenant}`;
}

/**
 * The digest of a token in the audit trail, which reveals changes of its row: SHA-256 of everything but when it was last used,
 * hexadecimal.
 */
export function digestOfToken({ id, tokenHash, tenant, account, name, ...token }: Omit<ApiTokenRow, "lastUsedAt">): string {
  const { scopes, role, createdAt, endsAt, revokedAt } = token;
  return createHash("sha256")
    .update(JSON.stringify([id, tokenHash, tenant, account, name, scopes, role, createdAt, endsAt, revokedAt]))
    .digest("hex");
}

/** Adds a token. */
export async function insertToken(transaction: StoreTransaction, token: ApiTokenRow): Promise<void> {
  await transaction.insertInto("apiTokens").values(token).execute();
}

/** A token by its hash, whether or not it is valid. */
export async function findToken(store: Store, tokenHash: string): Promise<HeldToken | undefined> {
  return await withAccounts(store).where("tokenHash", "=", tokenHash).executeTakeFirst();
}

/** A token of a tenant by its identifier. */
export async function findTokenById(
  store: Store,
  { tenant, id }: Pick<ApiTokenRow, "tenant" | "id">,
): Promise<HeldToken | undefined> {
  return await withAccounts(store).where("id", "=", id).where("apiTokens.tenant", "=", tenant).executeTakeFirst();
}

/** The tokens of a tenant, also the ended ones, the latest first. */
export async function listTokenRows(store: Store, tenant: string): Promise<HeldToken[]> {
  return await withAccounts(store)
    .where("apiTokens.tenant", "=", tenant)
    .orderBy("apiTokens.createdAt", "desc")
    .orderBy("id")
    .execute();
}

/** The number of a tenant's tokens that have not ended. */
export async function countTokens(store: Store, tenant: string, now: number): Promise<number> {
  const { tokens } = await store
    .selectFrom("apiTokens")
    .select(({ fn }) => fn.countAll<number>().as("tokens"))
    .where("tenant", "=", tenant)
    .where("endsAt", ">", now)
    .where("revokedAt", "is", null)
    .executeTakeFirstOrThrow();
  return tokens;
}

/** The tokens that have not been revoked: of an account, or all. */
export async function findUnrevoked(store: Store, account?: AccountIdentity): Promise<ApiTokenRow[]> {
  const tokens = store.selectFrom("apiTokens").selectAll().where("revokedAt", "is", null).orderBy("id");
  if (account === undefined) return await tokens.execute();
  return await tokens.where("tenant", "=", account.tenant).where("account", "=", account.name).execute();
}

/** Records that a token was ended. */
export async function markRevoked(transaction: StoreTransaction, id: string, at: number): Promise<void> {
  await transaction.updateTable("apiTokens").set({ revokedAt: at }).where("id", "=", id).execute();
}

/** Records when a token was last used. */
export async function markTokenUsed(transaction: StoreTransaction, id: string, at: number): Promise<void> {
  await transaction.updateTable("apiTokens").set({ lastUsedAt: at }).where("id", "=", id).execute();
}

/** Whether a token's time ended before a moment. */
export async function hasTokensEndedBefore(store: Store, moment: number): Promise<boolean> {
  const ended = await store.selectFrom("apiTokens").select("id").where("endsAt", "<", moment).limit(1).executeTakeFirst();
  return ended !== undefined;
}

/**
 * Removes the tokens whose time ended before a moment.
 *
 * @returns their number
 */
export async function removeTokensEndedBefore(transaction: StoreTransaction, moment: number): Promise<number> {
  const { numDeletedRows } = await transaction.deleteFrom("apiTokens").where("endsAt", "<", moment).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

function withAccounts(store: Store) {
  return store
    .selectFrom("apiTokens")
    .innerJoin("accounts", (join) =>
      join.onRef("accounts.tenant", "=", "apiTokens.tenant").onRef("accounts.name", "=", "apiTokens.account"),
    )
    .selectAll("apiTokens")
    .select(["accounts.role as accountRole", "accounts.disabledAt"]);
}
