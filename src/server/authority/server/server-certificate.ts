import { createPrivateKey, KeyObject, type X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { clockSkew } from "../../../core/clock.ts";
import { dayInMilliseconds } from "../../../core/days.ts";
import { exportPublicKey, generateKeyPair } from "../../../core/x509/key-pair.ts";
import { encodePem } from "../../../core/x509/pem.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { replacePrivateFile } from "../../system/private-file.ts";
import { readDataFileIfThere } from "../../system/read-data-file.ts";
import type { Authority, IssuingAuthority } from "../authority.ts";
import { firstToExpire, requiredPart, readCertificateChain, type CertificateChain } from "../certificate-chain.ts";
import { encryptKey } from "../signing/key-file.ts";
import { randomSerial } from "../signing/serial.ts";
import { signCertificate } from "../signing/sign-certificate.ts";
import { findServerFault, serverExtensions, serverSubject, type ServerNames } from "./server-extensions.ts";

/** Browsers reject server certificates that are valid for more than 398 days. */
const validDays = 397;
const renewalDays = 30;
/** Precedes a certificate that the service has made; RFC 7468, section 2, allows text there. */
const mark = "Made by Koshin, which makes another one in time.";

/** Creates the server's TLS certificate, and replaces its files. */
export async function createServerCertificate(
  files: DataFolder["authority"],
  passphrase: string,
  authority: IssuingAuthority,
  names: ServerNames,
  now: Date,
): Promise<void> {
  const keys = await generateKeyPair("P-256");
  const seconds = (milliseconds: number): Date => new Date(Math.floor(milliseconds / 1000) * 1000);
  const end = seconds(now.getTime() + validDays * dayInMilliseconds);
  const certificate = await signCertificate(authority, {
    serial: randomSerial(),
    subject: serverSubject(names),
    spki: await exportPublicKey(keys),
    notBefore: seconds(now.getTime() - clockSkew),
    notAfter: end < authority.notAfter ? end : authority.notAfter,
    extensions: serverExtensions(names),
  });
  await replacePrivateFile(files.serverKey, encryptKey(KeyObject.from(keys.privateKey), passphrase));
  await replacePrivateFile(files.serverCertificate, `${mark}\n${encodePem("CERTIFICATE", certificate)}`);
}

/** A fault of the server's certificate. */
export type ServerCertificateFault =
  | { readonly kind: "missing" | "malformed" | "other-key" | "other-authority" }
  | { readonly kind: "rejected" | "not-permitted"; readonly reason: string }
  | TimeFault
  | { readonly kind: "lacks-names"; readonly names: readonly string[] };

/** A fault that depends on the time. */
type TimeFault =
  | { readonly kind: "ends" | "begins"; readonly at: Date }
  /** A certificate of the chain expires before the server's; `needed` if every client needs it. */
  | { readonly kind: "chain-ends"; readonly at: Date; readonly of: string; readonly needed: boolean };

/** The state of the server's certificate. */
export interface ServerCertificateState {
  /** Whether it is the service's, which may replace it; an operator's is never changed. */
  readonly own: boolean;
  readonly faults: readonly ServerCertificateFault[];
}

/**
 * Inspects the server's certificate. It may be missing or malformed, its key may be missing or another one's, TLS may reject
 * them or the chain, it may be signed by an authority other than the current one, it or its chain may expire within 30
 * days, it may not be valid yet, or lack a name.
 *
 * It is the service's own if it is marked as such or signed by one of its authorities, unless the key is an operator's:
 * one that is not encrypted, or not with the passphrase.
 *
 * @throws OperatorError `file-unreadable`
 */
export async function inspectServerCertificate(
  files: DataFolder["authority"],
  passphrase: string,
  authority: Authority,
  names: ServerNames,
  now: Date,
): Promise<ServerCertificateState> {
  const [pem, keyPem] = await Promise.all([readDataFileIfThere(files.serverCertificate), readDataFileIfThere(files.serverKey)]);
  const key = keyPem === undefined ? undefined : openKey(keyPem, passphrase);
  const ownKey = keyPem === undefined || (key !== undefined && keyPem.includes("ENCRYPTED"));
  if (pem === undefined) return await replaceable({ own: ownKey, faults: [{ kind: "missing" }] }, authority, names);
  const chain = readCertificateChain(pem);
  if (chain === undefined) return { own: false, faults: [{ kind: "malformed" }] };
  const [certificate] = chain;
  const signedHere = [authority, ...authority.earlier].some(({ publicKey }) => certificate.verify(publicKey));
  const own = ownKey && (pem.startsWith(mark) || signedHere);
  if (keyPem === undefined) return await replaceable({ own, faults: [{ kind: "missing" }] }, authority, names);
  const faults: ServerCertificateFault[] = [];
  if (key === undefined || !certificate.checkPrivateKey(key)) faults.push({ kind: "other-key" });
  else faults.push(...faultsInTls({ key: keyPem, cert: pem, passphrase }));
  if (own && !certificate.verify(authority.publicKey)) faults.push({ kind: "other-authority" });
  // Replacing one that expires together with its authority would not extend it.
  const isLongest = own && certificate.validToDate >= authority.notAfter;
  faults.push(...timeFaults(chain, now).filter(({ kind }) => !(kind === "ends" && isLongest)));
  const covered = new Set((certificate.subjectAltName ?? "").toLowerCase().split(", "));
  const lacking = [
    ...names.dnsNames.filter((name) => !covers(covered, name)),
    ...names.ipAddresses.filter((address) => certificate.checkIP(address) === undefined),
  ];
  if (lacking.length > 0) faults.push({ kind: "lacks-names", names: lacking });
  return await replaceable({ own, faults }, authority, names);
}

/** The service's own certificate with a fault is to be replaced, unless the authority may not sign one: then the operator's is needed. */
async function replaceable(
  state: ServerCertificateState,
  authority: Authority,
  names: ServerNames,
): Promise<ServerCertificateState> {
  if (!state.own || state.faults.length === 0) return state;
  const reason = await findServerFault(authority, names);
  return reason === undefined ? state : { own: false, faults: [{ kind: "not-permitted", reason }] };
}

/** The faults at a moment because a chain is not valid yet, or expires within 30 days. */
export function timeFaults(chain: CertificateChain, now: Date): readonly TimeFault[] {
  const [certificate] = chain;
  const faults: TimeFault[] = [];
  if (now < certificate.validFromDate) faults.push({ kind: "begins", at: certificate.validFromDate });
  const first = firstToExpire(requiredPart(chain));
  const at = first.validToDate;
  if (endsSoon(at, now))
    faults.push(first === certificate ? { kind: "ends", at } : { kind: "chain-ends", at, of: nameOf(first), needed: true });
  const firstOfAll = firstToExpire(chain);
  if (firstOfAll.validToDate < at && endsSoon(firstOfAll.validToDate, now)) {
    faults.push({ kind: "chain-ends", at: firstOfAll.validToDate, of: nameOf(firstOfAll), needed: false });
  }
  return faults;
}

/** Whether a fault depends on the time, as determined by `timeFaults`. */
export function isTimeFault({ kind }: ServerCertificateFault): boolean {
  return kind === "begins" || kind === "ends" || kind === "chain-ends";
}

/** A fault in the words that follow "The server certificate". */
export function faultInWords(fault: ServerCertificateFault): string {
  switch (fault.kind) {
    case "missing":
      return "or its key is missing";
    case "malformed":
      return "cannot be read";
    case "other-key":
      return "does not belong to its key";
    case "other-authority":
      return "was not signed by the current issuing authority";
    case "rejected":
      return `is rejected by TLS, with its key and chain (${fault.reason})`;
    case "not-permitted":
      return `cannot be made by the service, because its authority may not sign one (${fault.reason})`;
    case "ends":
      return `expires at ${fault.at.toISOString()}`;
    case "chain-ends":
      return `has the certificate of ${fault.of} in its chain, which expires before it, at ${fault.at.toISOString()}`;
    case "begins":
      return `is not valid before ${fault.at.toISOString()}`;
    case "lacks-names":
      return `does not include ${fault.names.join(", ")}`;
  }
}

/** Whether a certificate cannot be used at all. */
export function isFatal({ kind }: ServerCertificateFault): boolean {
  return kind === "missing" || kind === "malformed" || kind === "other-key" || kind === "rejected" || kind === "not-permitted";
}

/** The error of an operator's certificate that cannot be used. */
export function unusable({ serverCertificate, serverKey }: DataFolder["authority"], fault: ServerCertificateFault): OperatorError {
  if (fault.kind === "not-permitted") {
    const words = `The server certificate ${faultInWords(fault)}. Put one of another authority, followed by its chain, into ${serverCertificate}, and its key (PEM, unencrypted or encrypted with the authorities' passphrase) into ${serverKey}.`;
    return new OperatorError("server-certificate-unusable", words);
  }
  const sentence = `The server certificate in ${serverCertificate} ${faultInWords(fault)}. The service did not create it, so it does not replace it: put it and its key (${serverKey}, PEM, unencrypted or encrypted with the authorities' passphrase) there, the server's certificate first, or remove both to have one created.`;
  return new OperatorError("server-certificate-unusable", sentence);
}

/** Whether a server certificate expires so soon that it has to be replaced. */
export function endsSoon(end: Date, now: Date): boolean {
  return end.getTime() - now.getTime() < renewalDays * dayInMilliseconds;
}

/** Whether a name is among those of a certificate, in lower case, or matches a wildcard (RFC 9525, section 6.3). */
function covers(names: ReadonlySet<string>, name: string): boolean {
  return names.has(`dns:${name}`) || names.has(`dns:*.${name.split(".").slice(1).join(".")}`);
}

/** A certificate's subject on one line. */
function nameOf({ subject }: X509Certificate): string {
  return subject.replaceAll("\n", ", ");
}

function openKey(pem: string, passphrase: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, format: "pem", passphrase });
  } catch {
    return undefined;
  }
}

/** Why TLS rejects a certificate with its chain and key, for example because the key is too short. */
function faultsInTls(options: {
  readonly key: string;
  readonly cert: string;
  readonly passphrase: string;
}): ServerCertificateFault[] {
  try {
    createSecureContext(options);
    return [];
  } catch (error) {
    return [{ kind: "rejected", reason: error instanceof Error ? error.message : String(error) }];
  }
}
