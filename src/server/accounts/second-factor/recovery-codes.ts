import { createHash } from "node:crypto";
import { generatePassword } from "../../../core/password.ts";
import { bareCode } from "../../../core/recovery-code.ts";
import { nameOfAccount, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import { replaceRecoveryCodes, takeRecoveryCode } from "../../store/accounts/second-factor-rows.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";

const count = 10;

/** Makes recovery codes of an account, in the place of earlier ones. The database contains only their hashes. */
export async function makeRecoveryCodes(transaction: StoreTransaction, account: AccountIdentity): Promise<readonly string[]> {
  const codes = Array.from({ length: count }, () => generatePassword(4));
  await replaceRecoveryCodes(
    transaction,
    account,
    codes.map((each) => hashCode(account, each)),
  );
  return codes;
}

/** Accepts a recovery code of an account, each only once. */
export async function acceptRecoveryCode(transaction: StoreTransaction, account: AccountIdentity, code: string): Promise<boolean> {
  return await takeRecoveryCode(transaction, account, hashCode(account, code));
}

/** A fast hash is enough, because 80 random bits cannot be guessed. */
function hashCode(account: AccountIdentity, code: string): string {
  return createHash("sha256")
    .update(JSON.stringify([nameOfAccount(account), bareCode(code)]))
    .digest("hex");
}
