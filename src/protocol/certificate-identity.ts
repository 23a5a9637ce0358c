import * as v from "valibot";

/**
 * A certificate's serial number: upper-case hexadecimal, whole octets, at most 20 of them (RFC 5280, section 4.1.2.2).
 */
export const Serial = v.pipe(v.string(), v.regex(/^[0-9A-F]{2,40}$/));

/** The identifier of an issuer's key in hexadecimal: with the serial number, it identifies a certificate. */
export const Issuer = v.pipe(v.string(), v.regex(/^[0-9a-f]{2,128}$/));
