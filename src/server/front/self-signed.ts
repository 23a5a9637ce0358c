import { KeyObject } from "node:crypto";
import { encodeName } from "../../core/name/name.ts";
import { exportPublicKey, generateKeyPair } from "../../core/x509/key-pair.ts";
import { encodePem } from "../../core/x509/pem.ts";
import { keyIdentifier } from "../authority/signing/key-identifier.ts";
import { randomSerial } from "../authority/signing/serial.ts";
import { signCertificate } from "../authority/signing/sign-certificate.ts";
import { signingKey } from "../authority/signing/signing-key.ts";

/** A client's identity, PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate that no front can verify, valid for an hour. */
export async function selfSigned(now: Date): Promise<Identity> {
  const keys = await generateKeyPair("P-256");
  const spki = await exportPublicKey(keys);
  const key = KeyObject.from(keys.privateKey);
  const subject = encodeName({ cn: "check", o: "koshin" });
  const signing = signingKey(key);
  if (signing === undefined) throw new TypeError("P-256 keys sign.");
  const issuer = { issuerName: subject, issuerKeyIdentifier: keyIdentifier(spki), signingKey: signing };
  const der = await signCertificate(issuer, {
    serial: randomSerial(),
    subject,
    spki,
    notBefore: new Date(now.getTime() - 3_600_000),
    notAfter: new Date(now.getTime() + 3_600_000),
    extensions: [],
  });
  return { cert: encodePem("CERTIFICATE", der), key: key.export({ type: "pkcs8", format: "pem" }).toString() };
}
