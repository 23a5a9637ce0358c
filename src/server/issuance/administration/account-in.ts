const form = /^account:(.+)@[^@]*$/;

/** The name of the account that an entry of the audit trail names as its actor; null for operators and services. */
export function accountIn(actor: string | null): string | null {
  return form.exec(actor ?? "")?.[1] ?? null;
}
