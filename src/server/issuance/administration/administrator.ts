import type { StoreTransaction } from "../../store/database/schema.ts";

/** Somebody who administers a tenant's certificates. */
export interface Administrator {
  /** The name of the account. */
  readonly user: string;
  /** As the audit trail names them. */
  readonly actor: string;
  readonly tenant: string;
  /** The identifier of the token with which a program acts for the account. */
  readonly token?: string;
  /**
   * Called in the transaction that acts.
   *
   * @throws Refusal if they may not do it any more
   */
  requireStill(transaction: StoreTransaction): Promise<void>;
  /**
   * Called last in the transaction that acts, for what belongs into it.
   *
   * @param issued the number of the certificate that it has issued, if it has
   */
  readonly acted?: (transaction: StoreTransaction, issued: number | undefined) => Promise<void>;
  /** Whether they act on many, and therefore leave half of what the tenant may issue within an hour to its holders. */
  readonly inBackground?: boolean;
}
