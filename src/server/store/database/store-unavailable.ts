/**
 * A temporary failure of the database: it is unreachable, its disk is full, or others hold a lock. No write is partial;
 * if the response to a commit was lost, the whole transaction may have been written.
 */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  /** Whether the cause is a conflict with another transaction, so that it can be retried at once. */
  readonly contended: boolean;

  constructor(options: { readonly cause: unknown; readonly contended?: boolean }) {
    super("The database is unavailable. Look at the cause, and check its server and its disk.", options);
    this.contended = options.contended ?? false;
  }
}
