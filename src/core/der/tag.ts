/** The identifier octets of ITU-T X.690 that occur in certificates, requests and key files. */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a constructed `[number]`: explicitly tagged, or an implicitly tagged SEQUENCE or SET. */
export function contextTag(number: number): number {
  return 0xa0 + number;
}

/** The tag of a primitive `[number]`: an implicitly tagged string or number. */
export function primitiveContextTag(number: number): number {
  return 0x80 + number;
}
