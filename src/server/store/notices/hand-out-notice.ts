/** What a notice of secrets that were handed out says, in its kind: when, of how many certificates, and to whom. */
export interface HandOutNotice {
  /** In milliseconds. */
  readonly at: number;
  readonly certificates: number;
  /** The name of the account. */
  readonly account: string;
}

const form = /^handed-out-(\d+)-(\d+)-(.+)$/;

/** The kind of a notice of a hand-out. */
export function handOutKind({ at, certificates, account }: HandOutNotice): `handed-out-${string}` {
  return `handed-out-${at}-${certificates}-${account}`;
}

/** Reads the kind of a notice; undefined if it is of another one. */
export function readHandOutKind(kind: string): HandOutNotice | undefined {
  const [, at, certificates, account] = form.exec(kind) ?? [];
  return account === undefined ? undefined : { at: Number(at), certificates: Number(certificates), account };
}
