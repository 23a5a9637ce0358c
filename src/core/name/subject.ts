/** The subject of a certificate: `CN=client28,O=u00000014`. */
export interface Subject {
  /** The common name, e.g. `client28`. */
  readonly cn: string;
  /** The organisation: the tenant's name, e.g. `u00000014`. */
  readonly o: string;
}

/**
 * The form of a tenant's name: up to 64 visible characters (RFC 5280, appendix A.1: ub-organization-name), with no
 * leading or trailing space. `@` and `:` separate it from a CN and a recovery code (RFC 7617, section 2).
 */
export const tenantForm = /^(?!\p{Z})[^@:\p{C}\p{Zl}\p{Zp}]{1,64}(?<!\p{Z})$/u;

/** The form of a holder's name, such as a CN. */
export const holderForm = /^(?!\p{Z})[^:\p{C}\p{Zl}\p{Zp}]{1,64}(?<!\p{Z})$/u;

/**
 * The form of a common name that may be issued regardless of the kinds in the settings: letters for the type, and a
 * number.
 */
export const commonNameForm = /^[a-z]{1,16}\d{1,12}$/;

/** Whether two subjects are the same person or program. */
export function sameSubject(a: Subject, b: Subject): boolean {
  return a.cn === b.cn && a.o === b.o;
}
