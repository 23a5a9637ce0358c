/** The subject of a certificate: `CN=client28,O=u00000014`. */
export interface Subject {
  /** The common name, e.g. `client28`. */
  readonly cn: string;
  /** The organisation: the tenant's name, e.g. `u00000014`. */
  readonly o: string;
}

/** The form of a tenant's name in issued certificates: safe in a file name and in a URL. */
export const tenantForm = /^[A-Za-z0-9-]{1,64}$/;

/** The form of a common name in issued certificates: letters for the type, and a number. */
export const commonNameForm = /^[a-z]{1,16}\d{1,12}$/;

/** Whether two subjects are the same person or program. */
export function sameSubject(a: Subject, b: Subject): boolean {
  return a.cn === b.cn && a.o === b.o;
}
