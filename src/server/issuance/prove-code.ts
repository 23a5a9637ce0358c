import { appendAudit } from "../store/audit.ts";
import { giveTryBack, takeTry } from "../store/recovery-codes.ts";
import type { RecoveryCodeRow, StoreTransaction } from "../store/schema.ts";
import { isRecoveryCode } from "./recovery-code.ts";

const tries = 5;

/** What a person shows in place of a certificate. */
export interface RecoveryClaim {
  readonly tenant: string;
  readonly cn: string;
  readonly code: string;
}

/**
 * Looks whether a claim's code is the person's. A wrong one counts, and after five the code is dead. The caller's
 * transaction has to go through for that, so nothing is thrown here.
 *
 * @returns undefined alike for a name without a code and for a code that is wrong, expired or dead: whoever guesses
 * learns nothing
 */
export async function proveCode(
  transaction: StoreTransaction,
  claim: RecoveryClaim,
  now: Date,
): Promise<RecoveryCodeRow | undefined> {
  const held = await takeTry(transaction, claim, tries, now.getTime());
  if (held === undefined) return undefined;
  if (isRecoveryCode(claim.code, held)) {
    await giveTryBack(transaction, held);
    return held;
  }
  const detail = { cn: claim.cn, triesLeft: tries - held.wrong_tries };
  await appendAudit(transaction, { at: now, actor: "nobody", action: "recovery-code-wrong", object: claim.tenant, detail });
  return undefined;
}
