import type { KeyObject } from "node:crypto";
import { OperatorError } from "../system/operator-error.ts";
import type { AdoptedAuthority } from "./adopted-authority.ts";
import type { Authority } from "./authority.ts";
import { hexadecimalId, issuerId } from "./issuer-id.ts";

/** The longest key identifier, in octets; programs write 20 or 32. */
const longestIdentifier = 64;

/**
 * Requires that an authority can be adopted: its keys are of a kind that is verified here, and no other authority is
 * identified like it. The identifier is whatever its certificate says, so that a certificate could claim to be of an
 * authority of this service.
 *
 * @returns whether its certificates are not accepted yet
 * @throws OperatorError `authority-unsuitable`, `authority-conflicting`
 */
export function requireAdoptable(authority: Authority, candidate: AdoptedAuthority, path: string): boolean {
  const { issuerKeyIdentifier: identifier, publicKey } = candidate;
  if (identifier.length === 0 || identifier.length > longestIdentifier) {
    const sentence = `The key identifier (subjectKeyIdentifier) in ${path} has ${identifier.length} octets. Name another certificate of this authority, with one of up to ${longestIdentifier}.`;
    throw new OperatorError("authority-unsuitable", sentence);
  }
  if (!isVerifiable(publicKey)) {
    const sentence = `The key in ${path} is of a kind that is not verified here. Adopt authorities with RSA keys of 1024 bits and more, or with EC keys.`;
    throw new OperatorError("authority-unsuitable", sentence);
  }
  const same = [authority, ...authority.earlier, ...authority.adopted].find((each) => issuerId(each) === issuerId(candidate));
  if (same === undefined) return true;
  if (same.publicKey.equals(publicKey)) return false;
  const sentence = `${path} has the key identifier ${hexadecimalId(identifier)}, which another authority of this service has, with another key. It cannot be adopted, because certificates of the two could not be told apart.`;
  throw new OperatorError("authority-conflicting", sentence);
}

function isVerifiable({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  const { modulusLength = 0 } = asymmetricKeyDetails ?? {};
  return (
    asymmetricKeyType === "ec" || (asymmetricKeyType?.startsWith("rsa") === true && modulusLength >= 1024 && modulusLength <= 8192)
  );
}
