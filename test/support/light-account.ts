import { argon2Sync, randomBytes } from "node:crypto";
import { addAccounts, type Account } from "../../src/server/accounts/accounts.ts";
import type { PasswordHash } from "../../src/server/accounts/passwords/password-hash.ts";
import type { Act } from "../../src/server/store/audit/audit.ts";
import type { Store } from "../../src/server/store/database/schema.ts";

/**
 * Adds an account like the service's own `createAccount`, with a hash of its password at a thousandth of the cost. The service
 * compares passwords by the parameters that are stored with a hash; tests of how it makes hashes have it make them.
 *
 * @returns whether it was added
 */
export async function createLightAccount(
  store: Store,
  { password, actor, now, ...account }: Omit<Account, "password"> & { readonly password: string } & Act,
): Promise<boolean> {
  return (await addAccounts(store, [{ ...account, password: lightHash(password) }], { actor, now })) === 1;
}

/** An argon2id hash with the least memory that there can be. */
function lightHash(password: string): PasswordHash {
  const nonce = randomBytes(16);
  const cost = { memory: 8, passes: 1 };
  const hash = argon2Sync("argon2id", { message: password.normalize("NFKC"), nonce, parallelism: 1, tagLength: 32, ...cost });
  return { ...cost, salt: nonce.toString("base64"), hash: hash.toString("base64") };
}
