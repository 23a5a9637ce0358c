import * as v from "valibot";

/**
 * A certificate's serial number: upper-case hexadecimal, whole octets. New ones have at most 20 octets (RFC 5280, section
 * 4.1.2.2); those that another authority issued have up to 512, and a minus sign if they are negative.
 */
export const Serial = v.pipe(v.string(), v.regex(/^-?(?:[0-9A-F]{2}){1,512}$/));

/** The identifier of an issuer's key in hexadecimal: with the serial number, it identifies a certificate. */
export const Issuer = v.pipe(v.string(), v.regex(/^[0-9a-f]{2,128}$/));
