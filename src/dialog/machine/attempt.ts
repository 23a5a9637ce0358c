import { fromBase64 } from "../../core/base64.ts";
import type { Bytes } from "../../core/bytes.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import { encodeName } from "../../core/name/name.ts";
import { generatePassword } from "../../core/password.ts";
import { exportPrivateKey, generateKeyPair } from "../../core/x509/key-pair.ts";
import { createRequest } from "../../core/x509/request.ts";
import type { Predecessor } from "./renewal-status.ts";

/**
 * The key, request and password of one renewal, made before the service is asked. Kept until the dialog closes, so that
 * a retried request carries the same key: the service then returns the same certificate.
 */
export interface Attempt {
  /** The private key, PKCS#8 in DER. */
  readonly privateKey: Bytes;
  /** The certificate request, PKCS#10 in DER (RFC 2986). */
  readonly request: Bytes;
  /** The password of the .p12 file. */
  readonly password: string;
}

/** Generates a key on this device, its certificate request, and the password of the .p12 file. */
export async function prepareAttempt(predecessor: Predecessor, keyKind: KeyKind): Promise<Attempt> {
  const keyPair = await generateKeyPair(keyKind);
  const name = predecessor.subject === undefined ? encodeName(predecessor) : fromBase64(predecessor.subject);
  const [privateKey, request] = await Promise.all([exportPrivateKey(keyPair), createRequest(name, keyPair)]);
  return { privateKey, request, password: generatePassword() };
}
