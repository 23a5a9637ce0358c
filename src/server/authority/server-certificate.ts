import { KeyObject, X509Certificate } from "node:crypto";
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
import { encryptKey } from "./key-file.ts";

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

/**
 * Whether the server's certificate has to be made again: it is missing, ends within 30 days, lacks a name, or was signed
 * by another authority.
 */
export async function serverCertificateIsStale(
  files: DataFolder["authority"],
  { publicKey }: Pick<Authority, "publicKey">,
  names: ServerNames,
  now: Date,
): Promise<boolean> {
  const pem = await readFile(files.serverCertificate).catch(() => undefined);
  if (pem === undefined) return true;
  const certificate = new X509Certificate(pem);
  const covered = new Set((certificate.subjectAltName ?? "").split(", "));
  return (
    !certificate.verify(publicKey) ||
    certificate.validToDate.getTime() - now.getTime() < renewalDays * dayInMilliseconds ||
    !names.dnsNames.every((name) => covered.has(`DNS:${name}`)) ||
    !names.ipAddresses.every((address) => certificate.checkIP(address) !== undefined)
  );
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
