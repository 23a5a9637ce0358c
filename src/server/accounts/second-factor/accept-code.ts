import { bareCode } from "../../../core/recovery-code.ts";
import type { Service } from "../../issuance/service.ts";
import { findAccountRow, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { acceptAppCode } from "./authenticator-app.ts";
import { acceptRecoveryCode } from "./recovery-codes.ts";

/**
 * Accepts a code of an account's second factor, each only once: six digits of its authenticator app, or else one of its
 * recovery codes.
 *
 * @returns which it was; undefined if it is wrong or was used before
 * @throws OperatorError `master-key-wrong`
 */
export async function acceptCode(
  vault: Service["vault"],
  transaction: StoreTransaction,
  account: AccountIdentity,
  code: string,
  now: Date,
): Promise<"app" | "recovery" | undefined> {
  const row = await findAccountRow(transaction, account);
  if ((row?.secondFactorSince ?? null) === null) return undefined;
  if (/^\d{6}$/.test(bareCode(code))) return (await acceptAppCode(vault, transaction, account, code, now)) ? "app" : undefined;
  return (await acceptRecoveryCode(transaction, account, code)) ? "recovery" : undefined;
}
