import type { Bytes } from "../../core/bytes.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import { generatePassword } from "../../core/password.ts";
import { exportPrivateKey, generateKeyPair } from "../../core/x509/key-pair.ts";
import { createRequest } from "../../core/x509/request.ts";
import type { Subject } from "../../core/x509/subject.ts";

/**
 * What one renewal is made of before the service has answered. It is kept until the dialog closes, so that a
 * repeated request carries the same key: the service then answers with the same certificate.
 */
export interface Attempt {
  /** The private key, PKCS#8 in DER. */
  readonly privateKey: Bytes;
  /** The certificate request, PKCS#10 in DER (RFC 2986). */
  readonly request: Bytes;
  /** The password that the .p12 file will have. */
  readonly password: string;
}

/** Makes a key on this device, the request for it, and the password of the file to come. */
export async function prepareAttempt(subject: Subject, keyKind: KeyKind): Promise<Attempt> {
  const keyPair = await generateKeyPair(keyKind);
  const [privateKey, request] = await Promise.all([exportPrivateKey(keyPair), createRequest(subject, keyPair)]);
  return { privateKey, request, password: generatePassword() };
}
