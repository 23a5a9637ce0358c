import * as v from "valibot";
import { digestOfAccount, findAccountRow, insertAccount } from "../store/accounts/account-rows.ts";
import { appendAudit } from "../store/audit/audit.ts";
import type { AccountRow, Store } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";
import { hashPassword, PasswordHash, passwordMatches } from "./password-hash.ts";

/** The name of an account, which its user types in. */
export const AccountName = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,31}$/));
/** The tenant of an account: the O of the certificates that it logs in with. */
export const AccountTenant = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64));

/** An account of a person who may log in. */
export interface Account {
  readonly name: string;
  readonly tenant: string;
  readonly password: PasswordHash;
}

/** Who adds accounts, and when. */
interface Addition {
  /** As the audit trail names them. */
  readonly actor: string;
  readonly now: Date;
}

/**
 * Adds an account with a password, of which only the hash is stored, unless an account with its name exists.
 *
 * @returns whether it was added
 * @throws ValiError if the name or the tenant is invalid; StoreUnavailable
 */
export async function createAccount(
  store: Store,
  { name, tenant, password, ...addition }: Pick<Account, "name" | "tenant"> & { readonly password: string } & Addition,
): Promise<boolean> {
  const account = {
    name: v.parse(AccountName, name),
    tenant: v.parse(AccountTenant, tenant),
    password: await hashPassword(password),
  };
  return (await addAccounts(store, [account], addition)) === 1;
}

/**
 * Adds accounts in one transaction, except those whose name exists.
 *
 * @returns the number of accounts added
 * @throws StoreUnavailable
 */
export async function addAccounts(store: Store, accounts: readonly Account[], { actor, now }: Addition): Promise<number> {
  return await transact(store, async (transaction) => {
    let added = 0;
    for (const { name, tenant, password } of accounts) {
      const row = { name, tenant, password: JSON.stringify(password), createdAt: now.getTime() };
      if (!(await insertAccount(transaction, row))) continue;
      added += 1;
      const detail = { tenant, record: digestOfAccount(row) };
      await appendAudit(transaction, { at: now, actor, action: "account-created", object: name, detail });
    }
    return added;
  });
}

/** The hash to compare with if there is no such account, so that both refusals take the same time. */
const nobody = hashPassword("");

/**
 * Finds the account of a user with the correct password.
 *
 * @returns its row, as it was when the password was compared; undefined if the name or the password is wrong, without
 * distinction
 * @throws Error if the row is damaged; StoreUnavailable
 */
export async function authenticate(store: Store, user: string, password: string): Promise<AccountRow | undefined> {
  // PostgreSQL rejects some invalid names with an error.
  const account = v.is(AccountName, user) ? await findAccountRow(store, user) : undefined;
  const known = account === undefined ? await nobody : readHash(account);
  const matches = await passwordMatches(password, known);
  return matches ? account : undefined;
}

const StoredHash = v.pipe(v.string(), v.parseJson(), PasswordHash);

/** The error has no cause, because that would put the hash into the log. */
function readHash({ name, password }: AccountRow): PasswordHash {
  const decoded = v.safeParse(StoredHash, password);
  if (decoded.success) return decoded.output;
  throw new Error(`The password hash of account ${name} in the database is damaged. Restore a backup.`);
}
