import { BasicConstraints, Certificate, CertificateChainValidationEngine, CryptoEngine, ExtKeyUsage } from "pkijs";
import { equalBytes, type Bytes } from "../../core/bytes.ts";
import { sequence } from "../../core/der/write.ts";
import { KoshinError } from "../../core/errors.ts";
import { parseCertificate } from "../../core/x509/certificate.ts";
import { clientAuthentication } from "../../core/x509/extended-key-usage.ts";
import { readExtensions } from "../../core/x509/extensions.ts";
import type { CaCertificate } from "./ca-certificate.ts";
import { findForbiddenName } from "./names/name-constraints.ts";
import { randomSerial } from "./signing/serial.ts";
import { signCertificate, type Issuer } from "./signing/sign-certificate.ts";

/** Passed to every call, because a global engine could be changed by other code. */
const engine = new CryptoEngine({ name: "koshin", crypto });

const anyPurpose = "2.5.29.37.0";
const nameConstraints = "2.5.29.30";
const alternativeName = "2.5.29.17";

/** The extensions that relying parties process: keyUsage, basicConstraints, nameConstraints, policies, extKeyUsage. */
const known = new Set(["2.5.29.15", "2.5.29.19", "2.5.29.30", "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.37", "2.5.29.54"]);

/** Longer paths are not searched. */
const maxLength = 8;

/** The certificates of an authority up to its root, each signed by the next; the root alone if the authority is one. */
export interface CertificationPath {
  readonly root: CaCertificate;
  /** Those between the authority's certificate and the root. */
  readonly above: readonly CaCertificate[];
}

/** What a trial certificate is for: its purpose (extKeyUsage), and its names. */
export interface Trial {
  readonly purpose: string;
  /** DER. */
  readonly subject: Bytes;
  /** The value of its subjectAltName, DER; by default it has none. */
  readonly alternative?: Bytes | undefined;
}

/** Client authentication by anybody: name constraints concern each certificate by itself. */
const clientTrial: Trial = { purpose: clientAuthentication, subject: sequence() };

/**
 * The path of an authority to one of some roots, on which certificates that it issues verify, or why there is none.
 *
 * @param others the certificates that may be between them
 */
export async function findPath(
  issuer: Issuer,
  issuing: CaCertificate,
  { roots, others }: { readonly roots: readonly CaCertificate[]; readonly others: readonly CaCertificate[] },
): Promise<CertificationPath | { readonly fault: string }> {
  const path = search(issuing, roots, others);
  if (path === undefined) return { fault: "it is signed by none of the roots" };
  const fault = await findFault(issuer, issuing, path, clientTrial);
  return fault === undefined ? path : { fault };
}

function search(
  issuing: CaCertificate,
  roots: readonly CaCertificate[],
  others: readonly CaCertificate[],
): CertificationPath | undefined {
  const itself = roots.find((root) => equalBytes(root.der, issuing.der));
  if (itself !== undefined) return { root: itself, above: [] };
  const above: CaCertificate[] = [];
  for (let below = issuing; above.length < maxLength;) {
    const root = roots.find((each) => isSignedBy(below, each));
    if (root !== undefined) return { root, above };
    const next = others.find((each) => each !== below && !above.includes(each) && isSignedBy(below, each));
    if (next === undefined) return undefined;
    above.push(next);
    below = next;
  }
  return undefined;
}

function isSignedBy({ x509 }: CaCertificate, issuer: CaCertificate): boolean {
  return x509.checkIssued(issuer.x509) && x509.verify(issuer.x509.publicKey);
}

/**
 * Validates, as a relying party does (RFC 5280, section 6), the path from a trial certificate, which an authority signs,
 * through the authority's certificate to a root: signatures, names, basicConstraints with its path length, keyUsage,
 * extKeyUsage, name constraints, and unknown critical extensions. At the first moment at which all of them are valid;
 * whether they still are is not checked here.
 *
 * @returns what is wrong; undefined if nothing is
 */
export async function findFault(
  issuer: Issuer,
  issuing: Pick<CaCertificate, "der" | "spki" | "notBefore" | "notAfter">,
  { root, above }: { readonly root: Pick<CaCertificate, "der" | "notBefore">; readonly above: CertificationPath["above"] },
  { purpose, subject, alternative }: Trial,
): Promise<string | undefined> {
  const isRoot = equalBytes(issuing.der, root.der);
  const authorities = [issuing, ...above, ...(isRoot ? [] : [root])];
  const parsed = authorities.map(({ der }) => withoutNameConstraints(Certificate.fromBER(der)));
  // pkijs checks none of the three.
  const tooLong = parsed.findIndex((certificate, below) => pathLengthOf(certificate) < below);
  if (tooLong >= 0) {
    const which = tooLong === parsed.length - 1 ? "its root" : "one of the authorities above it";
    return `${which} allows no authority below it (pathLenConstraint), or not as many`;
  }
  const unknown = parsed.flatMap(unknownCriticalExtensions);
  if (unknown.length > 0) return `unknown critical extensions (${unknown.join(", ")})`;
  if (!parsed.every((certificate) => allows(certificate, purpose))) {
    return `its extKeyUsage, or that of an authority above it, does not include ${purpose}`;
  }
  const forbidden = forbiddenNames(
    authorities.map(({ der }) => der),
    { subject, alternative },
  );
  if (forbidden !== undefined) return forbidden;
  const checkDate = new Date(Math.max(...authorities.map(({ notBefore }) => notBefore.getTime())));
  const { spki, notAfter } = issuing;
  const validity = { notBefore: checkDate, notAfter };
  const trial = await signCertificate(issuer, { serial: randomSerial(), subject, spki, ...validity, extensions: [] });
  const [trusted] = parsed.slice(-1);
  const path = new CertificateChainValidationEngine({
    trustedCerts: trusted === undefined ? [] : [trusted],
    certs: [...parsed.slice(0, -1), Certificate.fromBER(trial)],
    checkDate,
  });
  const { result, resultMessage } = await path.verify({}, engine);
  return result ? undefined : resultMessage;
}

/**
 * Which names on a path its name constraints do not permit: the trial's, and those of authorities below others. Not by
 * pkijs, which takes a certificate without a subject for one whose subject is not permitted.
 *
 * @param authorities each signed by the next, DER
 */
function forbiddenNames(authorities: readonly Bytes[], { subject, alternative }: Omit<Trial, "purpose">): string | undefined {
  const below = authorities.slice(0, -1).map((der) => {
    const { subjectDer } = parseCertificate(der);
    return { subject: subjectDer, alternative: readExtensions(der).get(alternativeName)?.value };
  });
  try {
    for (const [depth, names] of [{ subject, alternative }, ...below].entries()) {
      const name = findForbiddenName(authorities.slice(depth), names);
      if (name !== undefined) return `name constraints of the authority, or of one above it, do not permit ${name}`;
    }
    return undefined;
  } catch (error) {
    if (error instanceof KoshinError) return "name constraints, or a name that they concern, cannot be read";
    throw error;
  }
}

function pathLengthOf({ extensions = [] }: Certificate): number {
  for (const { parsedValue } of extensions) {
    if (parsedValue instanceof BasicConstraints && typeof parsedValue.pathLenConstraint === "number")
      return parsedValue.pathLenConstraint;
  }
  return Infinity;
}

/** Without the extension, every purpose is allowed. Programs such as OpenSSL apply that of an authority to what it issues. */
function allows({ extensions = [] }: Certificate, purpose: string): boolean {
  return extensions.every(
    ({ parsedValue }) =>
      !(parsedValue instanceof ExtKeyUsage) || parsedValue.keyPurposes.some((each) => each === purpose || each === anyPurpose),
  );
}

/** Its signature is that of the octets that were read. */
function withoutNameConstraints(certificate: Certificate): Certificate {
  const { extensions } = certificate;
  if (extensions !== undefined) certificate.extensions = extensions.filter(({ extnID }) => extnID !== nameConstraints);
  return certificate;
}

function unknownCriticalExtensions({ extensions = [] }: Certificate): string[] {
  return extensions.filter(({ critical, extnID }) => critical && !known.has(extnID)).map(({ extnID }) => extnID);
}
