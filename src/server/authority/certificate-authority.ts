import { KeyObject } from "node:crypto";
import { BitString } from "asn1js";
import { BasicConstraints, type Extension } from "pkijs";
import { encodePem } from "../../core/pem.ts";
import { generateKeyPair } from "../../core/key-pair.ts";
import type { DataFolder } from "../data-folder.ts";
import { writePrivateFile } from "../data-folder.ts";
import { buildCertificate, extension } from "./build-certificate.ts";
import { encryptKey } from "./key-file.ts";

const rootDays = 7300;
const issuingDays = 5475;

/**
 * Makes a P-256 root and, under it, the P-256 authority that issues certificates, and writes both into the data
 * folder, their keys encrypted. The root signs nothing else.
 */
export async function createAuthority(files: DataFolder["authority"], passphrase: string, now: Date): Promise<void> {
  const rootKeys = await generateKeyPair("P-256");
  const issuingKeys = await generateKeyPair("P-256");
  const root = await buildCertificate(
    { commonName: "Koshin Root CA", days: rootDays, now, extensions: authorityExtensions() },
    rootKeys,
  );
  const issuing = await buildCertificate(
    { commonName: "Koshin Issuing CA", days: issuingDays, now, extensions: authorityExtensions(0) },
    issuingKeys,
    { certificate: root, privateKey: rootKeys.privateKey },
  );
  await writePrivateFile(files.rootCertificate, encodePem("CERTIFICATE", root));
  await writePrivateFile(files.rootKey, encryptKey(KeyObject.from(rootKeys.privateKey), passphrase));
  await writePrivateFile(files.issuingCertificate, encodePem("CERTIFICATE", issuing));
  await writePrivateFile(files.issuingKey, encryptKey(KeyObject.from(issuingKeys.privateKey), passphrase));
}

/** basicConstraints and keyUsage of an authority: it signs certificates and revocation lists. */
function authorityExtensions(pathLength?: number): Extension[] {
  const constraints = new BasicConstraints({
    cA: true,
    ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
  });
  return [
    extension("2.5.29.19", true, constraints.toSchema()),
    extension("2.5.29.15", true, new BitString({ valueHex: Uint8Array.of(0b0000_0110).buffer, unusedBits: 1 })),
  ];
}
