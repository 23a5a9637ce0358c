import type { CodeHolder } from "../../store/certificates/recovery-codes.ts";
import { transact } from "../../store/transact.ts";
import { cancelRecoveryCodes, type Cancellation } from "../cancel-recovery-codes.ts";
import { requirePerson } from "./require-person.ts";
import type { Service } from "../service.ts";

/**
 * Takes the code of a person back.
 *
 * @returns whether there was one that could still have been used
 * @throws OperatorError `tenant-unknown`, `certificate-unknown` where the person never had a certificate
 */
export async function cancelRecoveryCode({ store }: Service, { tenant, cn, ...by }: CodeHolder & Cancellation): Promise<boolean> {
  const cancelled = await transact(store, async (transaction) => {
    // A misspelt name has no code either, and the right one's would go on working.
    await requirePerson(transaction, { tenant, cn });
    return await cancelRecoveryCodes(transaction, { tenant, cn }, by);
  });
  return cancelled.length > 0;
}
