import { readFile, rm } from "node:fs/promises";
import * as v from "valibot";
import { AccountName } from "../../protocol/console/accounts.ts";
import type { Store } from "../store/database/schema.ts";
import { hasSystemCode } from "../system/system-code.ts";
import { type Account, AccountTenant, addAccounts } from "./accounts.ts";
import { PasswordHash } from "./passwords/password-hash.ts";

const FileAccount = v.pipe(
  v.strictObject({ user: AccountName, tenant: AccountTenant, password: PasswordHash }),
  v.transform(({ user, ...rest }): Account => ({ name: user, ...rest })),
);
const AccountsFile = v.pipe(v.string(), v.parseJson(), v.strictObject({ accounts: v.array(FileAccount) }));

/**
 * Imports the accounts of a file into the database, and removes the file once they are durable. If interrupted, the
 * next call completes the import; existing accounts are not changed. Does nothing if there is no such file.
 *
 * @returns a sentence that says what to do if the file cannot be used or removed
 * @throws StoreUnavailable
 */
export async function takeAccountsFile(store: Store, file: string, now: Date): Promise<string | undefined> {
  try {
    const accounts = await readAccountsFile(file);
    if (accounts === undefined) return undefined;
    await addAccounts(store, accounts, { actor: "operator", now });
  } catch (error) {
    if (!v.isValiError(error) && !hasSystemCode(error, "EACCES", "EISDIR")) throw error;
    return `The accounts file ${file} cannot be used, so its users cannot log in. Correct or restore it, and start the service again.`;
  }
  try {
    await rm(file, { force: true });
    return undefined;
  } catch {
    return `The accounts of ${file} are in the database, but the file cannot be removed. Remove it, or remove webapp.accounts from the settings.`;
  }
}

async function readAccountsFile(file: string): Promise<readonly Account[] | undefined> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (!hasSystemCode(error, "ENOENT", "ENOTDIR")) throw error;
  });
  return text === undefined ? undefined : v.parse(AccountsFile, text).accounts;
}
