const byToken = / token:([0-9a-f]+)$/;

/** The identifier of the token with which a program acted for that account; null if none is named. */
export function tokenIn(actor: string): string | null {
  return byToken.exec(actor)?.[1] ?? null;
}

const form = /^account:(.+)@[^@]*$/;

/** The name of the account that an entry of the audit trail names as its actor; null for operators and services. */
export function accountIn(actor: string | null): string | null {
  return form.exec(actor ?? "")?.[1] ?? null;
}
