/** What a notice of recovery codes says, in its kind: when they were issued, for how many holders, and by whom. */
export interface RecoveryCodeNotice {
  /** In milliseconds. */
  readonly at: number;
  readonly holders: number;
  /** As the audit trail names them. */
  readonly actor: string;
}

/** Of one holder, and of several. */
const forms = { one: /^recovery-code-(\d+)-(.+)$/, several: /^recovery-codes-(\d+)-(\d+)-(.+)$/ };

/** The kind of a notice of recovery codes. */
export function recoveryCodeKind({ at, holders, actor }: RecoveryCodeNotice): `recovery-code${string}` {
  return holders === 1 ? `recovery-code-${at}-${actor}` : `recovery-codes-${at}-${holders}-${actor}`;
}

/** Reads the kind of a notice; undefined if it is of another one. */
export function readRecoveryCodeKind(kind: string): RecoveryCodeNotice | undefined {
  const [, at, actor] = forms.one.exec(kind) ?? [];
  if (actor !== undefined) return { at: Number(at), holders: 1, actor };
  const [, of, holders, by] = forms.several.exec(kind) ?? [];
  return by === undefined ? undefined : { at: Number(of), holders: Number(holders), actor: by };
}
