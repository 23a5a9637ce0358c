import { KeyObject, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { BitString, OctetString } from "asn1js";
import { ExtKeyUsage, GeneralName, GeneralNames, type Extension } from "pkijs";
import type { Bytes } from "../../core/bytes.ts";
import { dayInMilliseconds } from "../../core/days.ts";
import { generateKeyPair } from "../../core/key-pair.ts";
import { encodePem } from "../../core/pem.ts";
import { replacePrivateFile, type DataFolder } from "../data-folder.ts";
import type { Authority } from "./authority.ts";
import { buildCertificate, extension } from "./build-certificate.ts";
import { encryptKey, readKey } from "./key-file.ts";

/** Browsers refuse server certificates that are valid for more than 398 days. */
const validDays = 397;
const renewalDays = 30;

/** What the server's certificate is for. */
export interface ServerNames {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

/** Makes a certificate for the server's own TLS, in place of the one that is there, and writes it into its files. */
export async function createServerCertificate(
  files: DataFolder["authority"],
  passphrase: string,
  { issuing, privateKey }: Pick<Authority, "issuing" | "privateKey">,
  names: ServerNames,
  now: Date,
): Promise<void> {
  const keys = await generateKeyPair("P-256");
  const [commonName = "localhost"] = names.dnsNames;
  const plan = { commonName, days: validDays, now, extensions: serverExtensions(names) };
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const signer = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]);
  const certificate = await buildCertificate(plan, keys, { certificate: issuing, privateKey: signer });
  await replacePrivateFile(files.serverKey, encryptKey(KeyObject.from(keys.privateKey), passphrase));
  await replacePrivateFile(files.serverCertificate, encodePem("CERTIFICATE", certificate));
}

/** Why the server's certificate has to be made again. */
export type ServerCertificateFault =
  | { readonly kind: "missing" | "malformed" | "other-key" | "other-authority" }
  | { readonly kind: "ends"; readonly at: Date }
  | { readonly kind: "lacks-names"; readonly names: readonly string[] };

/**
 * Looks for what is wrong with the server's certificate: it is missing or none, its key is missing or another's, it
 * was not signed by the authority that signs at present, ends within 30 days, or lacks a name.
 */
export async function findServerCertificateFaults(
  files: DataFolder["authority"],
  passphrase: string,
  { publicKey }: Pick<Authority, "publicKey">,
  names: ServerNames,
  now: Date,
): Promise<readonly ServerCertificateFault[]> {
  const pem = await readFile(files.serverCertificate).catch(() => undefined);
  if (pem === undefined || !existsSync(files.serverKey)) return [{ kind: "missing" }];
  const certificate = readCertificate(pem);
  if (certificate === undefined) return [{ kind: "malformed" }];
  const faults: ServerCertificateFault[] = [];
  const key = await readKey(files.serverKey, passphrase).catch(() => undefined);
  if (key === undefined || !certificate.checkPrivateKey(key)) faults.push({ kind: "other-key" });
  if (!certificate.verify(publicKey)) faults.push({ kind: "other-authority" });
  const { validToDate } = certificate;
  if (endsSoon(validToDate, now)) faults.push({ kind: "ends", at: validToDate });
  const covered = new Set((certificate.subjectAltName ?? "").split(", "));
  const lacking = [
    ...names.dnsNames.filter((name) => !covered.has(`DNS:${name}`)),
    ...names.ipAddresses.filter((address) => certificate.checkIP(address) === undefined),
  ];
  if (lacking.length > 0) faults.push({ kind: "lacks-names", names: lacking });
  return faults;
}

/** Whether a server certificate has to be made again for its end's sake. */
export function endsSoon(end: Date, now: Date): boolean {
  return end.getTime() - now.getTime() < renewalDays * dayInMilliseconds;
}

function readCertificate(pem: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function serverExtensions(names: ServerNames): Extension[] {
  const alternatives = new GeneralNames({
    names: [
      ...names.dnsNames.map((value) => new GeneralName({ type: 2, value })),
      ...names.ipAddresses.map(
        (address) => new GeneralName({ type: 7, value: new OctetString({ valueHex: addressBytes(address) }) }),
      ),
    ],
  });
  return [
    extension("2.5.29.15", true, new BitString({ valueHex: Uint8Array.of(0b1000_0000).buffer, unusedBits: 7 })),
    extension("2.5.29.37", false, new ExtKeyUsage({ keyPurposes: ["1.3.6.1.5.5.7.3.1"] }).toSchema()),
    extension("2.5.29.17", false, alternatives.toSchema()),
  ];
}

/** An IP address as its octets in network order (RFC 5280, section 4.2.1.6). */
function addressBytes(address: string): Bytes {
  if (isIPv4(address)) return Uint8Array.from(address.split("."), Number);
  const [head = "", tail] = address.split("::");
  const groups = (part: string | undefined): number[] =>
    part === undefined || part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = groups(tail);
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}
