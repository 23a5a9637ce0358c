/**
 * How long before its making a certificate becomes valid, in milliseconds: a computer whose clock is this slow would
 * otherwise not present it yet.
 */
export const clockSkew = 5 * 60_000;
