import type { Bytes } from "../../../core/bytes.ts";
import { wordSize } from "./cryptoki.ts";
import { noRefusedPins } from "./pin.ts";
import { readTokenAddress } from "./token-address.ts";
import { attributes, call, objectClasses, openTokenSession } from "./token-session.ts";

const valueAttribute = 0x11n;
const longestCertificate = 64 * 1024;

/**
 * Reads a certificate in a token, which needs no PIN.
 *
 * @returns DER
 * @throws OperatorError as `openTokenSession`
 */
export async function readTokenCertificate(text: string): Promise<Bytes> {
  const address = readTokenAddress(text);
  const { cryptoki, session, object } = await openTokenSession(address, objectClasses.certificate, noRefusedPins);
  try {
    const value = Buffer.alloc(longestCertificate);
    const template = attributes(cryptoki, [[valueAttribute, value]]);
    await call(address, "C_GetAttributeValue", cryptoki.getAttributeValue(session, object, template, 1));
    return new Uint8Array(value.subarray(0, Number(template.readBigUInt64LE(2 * wordSize))));
  } finally {
    await cryptoki.closeSession(session);
  }
}
