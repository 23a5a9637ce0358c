/** The subject of a certificate: `CN=client28,O=u00000014`. */
export interface Subject {
  /** The common name, e.g. `client28`. */
  readonly cn: string;
  /** The organisation: the tenant's name, e.g. `u00000014`. */
  readonly o: string;
}

/**
 * Characters that nobody sees: controls, directional marks and unassigned ones (C), separators of lines, and letters and marks
 * without a shape. Variation selectors are none of them: they choose the shape of the character before them.
 */
const invisible = String.raw`\p{C}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0`;

/**
 * The form of a tenant's name: up to 64 visible characters (RFC 5280, appendix A.1: ub-organization-name), with no
 * leading or trailing space, and no leading mark, which would be drawn over what precedes the name. `@` and `:` separate it
 * from a CN and a recovery code (RFC 7617, section 2).
 */
export const tenantForm = new RegExp(String.raw`^(?![\p{Z}\p{M}])[^@:${invisible}]{1,64}(?<!\p{Z})$`, "u");

/** The form of a holder's name, such as a CN. */
export const holderForm = new RegExp(String.raw`^(?![\p{Z}\p{M}])[^:${invisible}]{1,64}(?<!\p{Z})$`, "u");

/**
 * The form of a common name that may be issued regardless of the kinds in the settings: letters for the type, and a
 * number.
 */
export const commonNameForm = /^[a-z]{1,16}\d{1,12}$/;

/** Whether two subjects are the same person or program. */
export function sameSubject(a: Subject, b: Subject): boolean {
  return a.cn === b.cn && a.o === b.o;
}
