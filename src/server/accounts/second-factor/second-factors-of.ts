import type { SecondFactorKind } from "../../../protocol/console/session.ts";
import type { AccountIdentity } from "../../store/accounts/account-rows.ts";
import { listPasskeys } from "../../store/accounts/passkey-rows.ts";
import { findSecondFactor } from "../../store/accounts/second-factor-rows.ts";
import type { Store } from "../../store/database/schema.ts";

/** The kinds of second factor that an account has set up, besides recovery codes. */
export async function secondFactorsOf(store: Store, account: AccountIdentity): Promise<SecondFactorKind[]> {
  const app = await findSecondFactor(store, account, "confirmed");
  const passkeys = await listPasskeys(store, account);
  return [...(passkeys.length > 0 ? (["passkey"] as const) : []), ...(app === undefined ? [] : (["app"] as const))];
}
