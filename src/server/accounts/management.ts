import type { Act } from "../store/audit/audit.ts";
import type { StoreTransaction } from "../store/database/schema.ts";

/** Who manages accounts or tokens. */
export interface Management extends Act {
  /** Called in the transaction that acts; refuses whoever may not manage them any more. */
  readonly requireStill?: (transaction: StoreTransaction) => Promise<void>;
}
