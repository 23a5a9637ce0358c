import { readFile, writeFile } from "node:fs/promises";
import * as v from "valibot";
import { hashPassword, PasswordHash, passwordMatches } from "./password-hash.ts";

const Account = v.strictObject({
  user: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,31}$/)),
  /** The tenant whose certificates may log in with this account: the O of their subject. */
  tenant: v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)),
  password: PasswordHash,
});
/** One person who may log in. */
export type Account = v.InferOutput<typeof Account>;

const Accounts = v.strictObject({ accounts: v.array(Account) });

/**
 * Writes the accounts file anew, readable by its owner only.
 *
 * @param people their passwords are hashed and not kept
 */
export async function writeAccounts(
  file: string,
  people: readonly { readonly user: string; readonly tenant: string; readonly password: string }[],
): Promise<void> {
  const accounts = await Promise.all(
    people.map(async ({ user, tenant, password }) => ({ user, tenant, password: await hashPassword(password) })),
  );
  await writeFile(file, JSON.stringify({ accounts }, undefined, 2) + "\n", { mode: 0o600 });
}

/** Stands in for the account of a name that there is none for, so that both refusals take the same time. */
const nobody = hashPassword("");

/**
 * Finds the account of a user whose password is right. The file is read each time: a change counts at once.
 *
 * @returns undefined where the name or the password is wrong, without telling which
 * @throws Error naming the file, where it is missing or malformed
 */
export async function authenticate(file: string, user: string, password: string): Promise<Account | undefined> {
  const { accounts } = await readAccounts(file);
  const account = accounts.find((known) => known.user === user);
  const right = await passwordMatches(password, account?.password ?? (await nobody));
  return right ? account : undefined;
}

async function readAccounts(file: string): Promise<v.InferOutput<typeof Accounts>> {
  try {
    return v.parse(Accounts, JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    throw new Error(`The accounts file ${file} cannot be used. Restore it, or make the demonstration anew.`, { cause });
  }
}
