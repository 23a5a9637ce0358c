import type { StoreTransaction } from "../../store/database/schema.ts";

/** Somebody who administers a tenant's certificates. */
export interface Administrator {
  /** The name of the account. */
  readonly user: string;
  /** As the audit trail names them. */
  readonly actor: string;
  readonly tenant: string;
  /**
   * Called in the transaction that acts.
   *
   * @throws Refusal if they may not do it any more
   */
  requireStill(transaction: StoreTransaction): Promise<void>;
}
