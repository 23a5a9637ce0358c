import { createPublicKey, sign, type KeyObject } from "node:crypto";
import { toBase64 } from "../../src/core/base64.ts";
import { bitString, context, integer, nullValue, oid, sequence } from "../../src/core/der/write.ts";
import { encodeName } from "../../src/core/name/name.ts";
import type { Subject } from "../../src/core/name/subject.ts";

/** A PKCS#10 request in base64 for an existing key, signed with SHA-256. */
export function signedRequest(subject: Subject, privateKey: KeyObject): string {
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const info = sequence(integer(0), encodeName(subject), spki, context(0));
  const algorithm =
    privateKey.asymmetricKeyType === "rsa"
      ? sequence(oid("1.2.840.113549.1.1.11"), nullValue())
      : sequence(oid("1.2.840.10045.4.3.2"));
  return toBase64(sequence(info, algorithm, bitString(sign("sha256", info, privateKey))));
}
