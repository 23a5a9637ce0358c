/** What a notice of a recovery code says, in its kind: when it was issued, and by whom. */
export interface RecoveryCodeNotice {
  /** In milliseconds. */
  readonly at: number;
  /** As the audit trail names them. */
  readonly actor: string;
}

const form = /^recovery-code-(\d+)-(.+)$/;

/** The kind of a notice of a recovery code. */
export function recoveryCodeKind({ at, actor }: RecoveryCodeNotice): `recovery-code-${string}` {
  return `recovery-code-${at}-${actor}`;
}

/** Reads the kind of a notice; undefined if it is of another one. */
export function readRecoveryCodeKind(kind: string): RecoveryCodeNotice | undefined {
  const [, at, actor] = form.exec(kind) ?? [];
  return actor === undefined ? undefined : { at: Number(at), actor };
}
