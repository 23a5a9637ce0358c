import { KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { BitString } from "asn1js";
import { BasicConstraints, type Extension } from "pkijs";
import { daysUntil } from "../../core/days.ts";
import { encodePem } from "../../core/pem.ts";
import { generateKeyPair } from "../../core/key-pair.ts";
import { replacePrivateFile, writePrivateFile, type DataFolder } from "../data-folder.ts";
import { buildCertificate, extension, type Signer } from "./build-certificate.ts";
import { nextGeneration, type Generation } from "./generations.ts";
import { encryptKey, readKey } from "./key-file.ts";

const rootDays = 7300;
const issuingDays = 5475;

/**
 * Makes a P-256 root and, under it, the P-256 authority that issues certificates, and writes both into the data
 * folder, their keys encrypted. The root signs issuing authorities and nothing else.
 */
export async function createAuthority(files: DataFolder["authority"], passphrase: string, now: Date): Promise<void> {
  const keys = await generateKeyPair("P-256");
  const plan = { commonName: "Koshin Root CA", days: rootDays, now, extensions: authorityExtensions() };
  const root = { certificate: await buildCertificate(plan, keys), privateKey: keys.privateKey };
  await writePrivateFile(files.rootCertificate, encodePem("CERTIFICATE", root.certificate));
  await writePrivateFile(files.rootKey, encryptKey(KeyObject.from(keys.privateKey), passphrase));
  const first = { number: 1, certificate: files.issuingCertificate, key: files.issuingKey };
  await createIssuing(root, first, passphrase, now);
}

/**
 * Makes a further issuing authority under the root. A service takes it up when it reloads or starts.
 *
 * @returns the number of its generation
 * @throws OperatorError `data-folder-incomplete`, `passphrase-wrong`
 */
export async function createNextIssuing(
  files: DataFolder["authority"],
  passphrase: string,
  now: Date,
): Promise<number> {
  const certificate = new Uint8Array(new X509Certificate(await readFile(files.rootCertificate)).raw);
  const pkcs8 = (await readKey(files.rootKey, passphrase)).export({ type: "pkcs8", format: "der" });
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]);
  const next = await nextGeneration(files);
  await createIssuing({ certificate, privateKey }, next, passphrase, now);
  return next.number;
}

/** Its certificate is written last: from then on the generation is there. */
async function createIssuing(root: Signer, generation: Generation, passphrase: string, now: Date): Promise<void> {
  const keys = await generateKeyPair("P-256");
  const rootDaysLeft = daysUntil(new X509Certificate(root.certificate).validToDate, now);
  const plan = {
    commonName: generation.number === 1 ? "Koshin Issuing CA" : `Koshin Issuing CA ${generation.number}`,
    days: Math.min(issuingDays, rootDaysLeft),
    now,
    extensions: authorityExtensions(0),
  };
  const certificate = await buildCertificate(plan, keys, root);
  await writePrivateFile(generation.key, encryptKey(KeyObject.from(keys.privateKey), passphrase));
  await replacePrivateFile(generation.certificate, encodePem("CERTIFICATE", certificate));
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
