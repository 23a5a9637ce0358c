import { nameOfAccount, type AccountIdentity } from "../../store/accounts/account-rows.ts";
import type { SecondFactorRow, StoreTransaction } from "../../store/database/schema.ts";
import type { MasterKey } from "../../vault/master-keys.ts";
import { seal, unseal } from "../../vault/sealing.ts";
import type { Vault } from "../../vault/vault.ts";
import { sealingKey } from "./kept-secrets.ts";

/** The sealed secret of a second factor, as it is stored. */
type SealedSecret = Pick<SecondFactorRow, "masterKey" | "sealedSecret">;

/**
 * Seals the secret of a second factor, bound to its account.
 *
 * @throws OperatorError `master-key-wrong`
 */
export async function sealSecondFactor(
  vault: Vault,
  transaction: StoreTransaction,
  account: AccountIdentity,
  secret: Uint8Array,
): Promise<SealedSecret> {
  return sealWith(await sealingKey(vault, transaction), account, secret);
}

/**
 * Unseals the secret of a second factor.
 *
 * @throws OperatorError `master-key-wrong`; Error if it belongs to another account
 */
export async function openSecondFactor(vault: Vault, row: SecondFactorRow): Promise<Uint8Array<ArrayBuffer>> {
  return unseal(await vault.keyById(row.masterKey), bindingOf(identityIn(row)), row.sealedSecret);
}

/**
 * Seals the secret of a second factor with another master key.
 *
 * @throws OperatorError `master-key-wrong`
 */
export async function resealSecondFactor(vault: Vault, to: MasterKey, row: SecondFactorRow): Promise<SealedSecret> {
  return sealWith(to, identityIn(row), await openSecondFactor(vault, row));
}

function sealWith(masterKey: MasterKey, account: AccountIdentity, secret: Uint8Array): SealedSecret {
  return { masterKey: masterKey.id, sealedSecret: seal(masterKey, bindingOf(account), secret) };
}

function bindingOf(account: AccountIdentity): { readonly purpose: "second-factor"; readonly boundTo: string } {
  return { purpose: "second-factor", boundTo: nameOfAccount(account) };
}

function identityIn({ tenant, account: name }: SecondFactorRow): AccountIdentity {
  return { tenant, name };
}
