import * as v from "valibot";
import type { Subject } from "../../core/name/subject.ts";
import { AccountName } from "../../protocol/console/accounts.ts";
import { findAccountRow, findAccountsNamed, insertAccount } from "../store/accounts/account-rows.ts";
import { systemTenant } from "../store/accounts/system-operators.ts";
import type { Act } from "../store/audit/audit.ts";
import type { AccountRow, Store, StoreTransaction } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";
import { auditAccount } from "./audit-account.ts";
import { hashPassword, PasswordHash, passwordMatches } from "./passwords/password-hash.ts";

/** The tenant of an account: the O of the certificates that it logs in with. */
export const AccountTenant = v.pipe(v.string(), v.nonEmpty(), v.maxLength(64), v.notValue(systemTenant));

/** An account of a person who may log in. */
export interface Account {
  readonly name: string;
  readonly tenant: string;
  /** Null until its user has chosen one. */
  readonly password: PasswordHash | null;
  /** What it may do at the administrators' site; no access there by default. */
  readonly role?: AccountRow["role"];
  readonly personName?: string;
  readonly mail?: string | null;
  /** The certificate of a system operator. */
  readonly certificate?: Subject;
}

/**
 * Adds an account with a password, of which only the hash is stored, unless its tenant has one with its name.
 *
 * @returns whether it was added
 * @throws ValiError if the name or the tenant is invalid; StoreUnavailable
 */
export async function createAccount(
  store: Store,
  {
    name,
    tenant,
    password,
    role = null,
    personName = "",
    actor,
    now,
  }: Omit<Account, "password"> & { readonly password: string } & Act,
): Promise<boolean> {
  const account = {
    name: v.parse(AccountName, name),
    tenant: v.parse(AccountTenant, tenant),
    password: await hashPassword(password),
    role,
    personName,
  };
  return (await addAccounts(store, [account], { actor, now })) === 1;
}

/**
 * Adds accounts in one transaction, except those that exist.
 *
 * @returns the number of accounts added
 * @throws StoreUnavailable
 */
export async function addAccounts(store: Store, accounts: readonly Account[], act: Act): Promise<number> {
  return await transact(store, async (transaction) => {
    let added = 0;
    for (const account of accounts) if (await addAccount(transaction, account, act)) added += 1;
    return added;
  });
}

/**
 * Adds an account, unless its tenant has one with its name.
 *
 * @returns whether it was added
 */
export async function addAccount(
  transaction: StoreTransaction,
  { name, tenant, password, role = null, personName = "", mail = null, certificate }: Account,
  { actor, now }: Act,
): Promise<boolean> {
  const hash = password === null ? null : JSON.stringify(password);
  const bound = { certificateTenant: certificate?.o ?? null, certificateCn: certificate?.cn ?? null };
  const facts = { name, tenant, password: hash, role, personName, mail, disabledAt: null, secondFactorSince: null, ...bound };
  if (!(await insertAccount(transaction, { ...facts, createdAt: now.getTime() }))) return false;
  await auditAccount(transaction, facts, "account-created", { actor, now });
  return true;
}

/** The hash to compare with if there is no such account, so that both refusals take the same time. */
const nobody = hashPassword("");

/** An account, and whether a password is its own. */
export interface Authentication {
  /** As it was when the password was compared: the tenant's, or else the only one with the name that another tenant has. */
  readonly account: AccountRow | undefined;
  readonly matches: boolean;
}

/**
 * Compares a password with that of a user. Whatever is wrong, it takes the same time.
 *
 * @throws Error if the row is damaged; StoreUnavailable
 */
export async function authenticate(
  store: Store,
  { tenant, user }: { readonly tenant: string; readonly user: string },
  password: string,
): Promise<Authentication> {
  // PostgreSQL rejects some invalid names with an error.
  const account = v.is(AccountName, user) ? await findFor(store, tenant, user) : undefined;
  const known = account === undefined ? undefined : readHash(account);
  const matches = await passwordMatches(password, known ?? (await nobody));
  return { account, matches: matches && known !== undefined };
}

async function findFor(store: Store, tenant: string, name: string): Promise<AccountRow | undefined> {
  const own = await findAccountRow(store, { tenant, name });
  if (own !== undefined || tenant === systemTenant) return own;
  const others = await findAccountsNamed(store, name, 2);
  return others.length === 1 ? others[0] : undefined;
}

const StoredHash = v.pipe(v.string(), v.parseJson(), PasswordHash);

/** The error has no cause, because that would put the hash into the log. */
function readHash({ name, password }: AccountRow): PasswordHash | undefined {
  if (password === null) return undefined;
  const decoded = v.safeParse(StoredHash, password);
  if (decoded.success) return decoded.output;
  throw new Error(`The password hash of account ${name} in the database is damaged. Restore a backup.`);
}
