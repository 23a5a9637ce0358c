import { findRecoveryCode } from "../../store/certificates/recovery-codes.ts";
import type { RecoveryCodeRow, Store } from "../../store/database/schema.ts";
import { generateRecoveryCode, hashRecoveryCode, isRecoveryCode } from "./recovery-code.ts";
import { Refusal } from "../refusal.ts";

/** What a person shows in place of a certificate. */
export interface RecoveryClaim {
  readonly tenant: string;
  readonly cn: string;
  readonly code: string;
}

/** What is compared where there is no code. */
const nobody = hashRecoveryCode(generateRecoveryCode());

/**
 * Looks whether a claim's code is the person's. One query and one hash, whether the name has a code, had one or never
 * existed, and nothing is written: whoever guesses learns nothing, from the time neither, and ends nobody's code.
 *
 * @throws Refusal `recovery-code-wrong` alike for a name without a code and for a code that is wrong or expired
 */
export async function proveCode(store: Store, claim: RecoveryClaim, now: Date): Promise<RecoveryCodeRow> {
  const held = await findRecoveryCode(store, claim);
  const right = isRecoveryCode(claim.code, held ?? nobody);
  if (held === undefined || !right || held.expires_at <= now.getTime()) throw new Refusal("recovery-code-wrong");
  return held;
}
