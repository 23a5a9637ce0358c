import { BasicConstraints, Certificate, CertificateChainValidationEngine, CryptoEngine } from "pkijs";
import { encodeName } from "../../core/x509/name.ts";
import type { CaCertificate } from "./ca-certificate.ts";
import { randomSerial } from "./serial.ts";
import { signCertificate, type Issuer } from "./sign-certificate.ts";

/** Passed to every call, because a global engine could be changed by other code. */
const engine = new CryptoEngine({ name: "koshin", crypto });

/** The subject of the trial certificate. */
const trialSubject = encodeName({ cn: "client0", o: "u00000000" });

/** The extensions that relying parties process: keyUsage, basicConstraints, nameConstraints, policies, extKeyUsage. */
const known = new Set(["2.5.29.15", "2.5.29.19", "2.5.29.30", "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.37", "2.5.29.54"]);

/** The root of an authority, or why certificates that it issues would not verify under any. */
export type PathFinding = { readonly root: CaCertificate } | { readonly fault: string };

/**
 * Validates, as a relying party does (RFC 5280, section 6), the path from a trial certificate, which an authority signs,
 * through the authority's certificate to a root: signatures, names, basicConstraints with its path length, keyUsage, name
 * constraints, and unknown critical extensions. At the first moment at which all of them are valid; whether they still
 * are is not checked here.
 *
 * @param roots the possible roots
 */
export async function findPath(issuer: Issuer, issuing: CaCertificate, roots: readonly CaCertificate[]): Promise<PathFinding> {
  const above = roots.find((root) => issuing.x509.checkIssued(root.x509) && issuing.x509.verify(root.x509.publicKey));
  if (above === undefined) return { fault: "it is signed by none of the roots" };
  const [root, intermediate] = [Certificate.fromBER(above.der), Certificate.fromBER(issuing.der)];
  // pkijs checks neither of the two.
  if (allowsNoAuthorityBelow(root)) return { fault: "its root allows no authority below it (pathLenConstraint)" };
  const unknown = [intermediate, root].flatMap(unknownCriticalExtensions);
  if (unknown.length > 0) return { fault: `unknown critical extensions (${unknown.join(", ")})` };
  const checkDate = issuing.notBefore > above.notBefore ? issuing.notBefore : above.notBefore;
  const { spki, notAfter } = issuing;
  const trial = await signCertificate(issuer, {
    serial: randomSerial(),
    subject: trialSubject,
    spki,
    notBefore: checkDate,
    notAfter,
    extensions: [],
  });
  const path = new CertificateChainValidationEngine({
    trustedCerts: [root],
    certs: [intermediate, Certificate.fromBER(trial)],
    checkDate,
  });
  const { result, resultMessage } = await path.verify({}, engine);
  return result ? { root: above } : { fault: resultMessage };
}

function allowsNoAuthorityBelow({ extensions = [] }: Certificate): boolean {
  return extensions.some(({ parsedValue }) => parsedValue instanceof BasicConstraints && parsedValue.pathLenConstraint === 0);
}

function unknownCriticalExtensions({ extensions = [] }: Certificate): string[] {
  return extensions.filter(({ critical, extnID }) => critical && !known.has(extnID)).map(({ extnID }) => extnID);
}
