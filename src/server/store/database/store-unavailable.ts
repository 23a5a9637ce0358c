/**
 * The database could not do what it was asked to, and will when its trouble is over: it is not reached, its disk is
 * full, or others hold what is needed. Nothing is half written; where a commit's answer was lost, all of it may be.
 */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  /** Whether the work only met somebody else's, so that it can be tried again at once. */
  readonly contended: boolean;

  constructor(options: { readonly cause: unknown; readonly contended?: boolean }) {
    super("The database is unavailable. Look at the cause, and check its server and its disk.", options);
    this.contended = options.contended ?? false;
  }
}
