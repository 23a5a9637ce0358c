/** What a notice of secrets that were handed out says, in its kind: when, of how many certificates, and to whom. */
export interface HandOutNotice {
  /** In milliseconds. */
  readonly at: number;
  readonly certificates: number;
  /** The name of the account; empty if the service's operators did it by a command. */
  readonly account: string;
  /** The identifier of the token with which a program acted for it; undefined if somebody did it themselves. */
  readonly token: string | undefined;
}

/** Neither names of accounts nor identifiers of tokens contain a space. */
const form = /^handed-out-(\d+)-(\d+)-(\S*)(?: token:([0-9a-f]+))?$/;

/** The kind of a notice of a hand-out. */
export function handOutKind({ at, certificates, account, token }: HandOutNotice): `handed-out-${string}` {
  return `handed-out-${at}-${certificates}-${account}${token === undefined ? "" : ` token:${token}`}`;
}

/** Reads the kind of a notice; undefined if it is of another one. */
export function readHandOutKind(kind: string): HandOutNotice | undefined {
  const [, at, certificates, account, token] = form.exec(kind) ?? [];
  return account === undefined ? undefined : { at: Number(at), certificates: Number(certificates), account, token };
}
