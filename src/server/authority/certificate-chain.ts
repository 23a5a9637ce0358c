import { X509Certificate } from "node:crypto";
import { decodePem } from "../../core/x509/pem.ts";

/** A server's certificate and its issuers up to, but without, the root, each signed by the next. */
export type CertificateChain = readonly [X509Certificate, ...X509Certificate[]];

/**
 * Reads a certificate and the chain after it (RFC 8446, section 4.4.2), PEM. A root is ignored, because clients use only
 * the one in their own store, and so are unrelated certificates. If there are several paths, it is the one that is valid
 * longest, because one path is sufficient.
 *
 * @returns undefined if the first certificate cannot be read
 */
export function readCertificateChain(pem: string): CertificateChain | undefined {
  const leaf = read(pem);
  if (leaf === undefined) return undefined;
  const others = readOthers(pem).filter((certificate) => !certificate.checkIssued(certificate));
  return longestValidChain(leaf, others);
}

/** The chain from a certificate that is valid longest. */
function longestValidChain(below: X509Certificate, others: readonly X509Certificate[]): CertificateChain {
  const chains = others
    .filter((other) => isSignedBy(below, other))
    .map((next) =>
      longestValidChain(
        next,
        others.filter((other) => other !== next),
      ),
    )
    .sort((one, other) => endOf(firstToExpire(other)) - endOf(firstToExpire(one)));
  return [below, ...(chains[0] ?? [])];
}

/** The certificate of a chain that expires first, after which the whole chain is invalid. */
export function firstToExpire(chain: CertificateChain): X509Certificate {
  return chain.reduce((first, each) => (endOf(each) < endOf(first) ? each : first));
}

/**
 * The part of a chain that every client needs: the server's certificate and its issuer. The ones above may be
 * cross-certificates of a root that clients trust anyway, so their expiry does not necessarily make the chain invalid.
 */
export function requiredPart([certificate, ...signers]: CertificateChain): CertificateChain {
  return [certificate, ...signers.slice(0, 1)];
}

function readOthers(pem: string): X509Certificate[] {
  try {
    return decodePem("CERTIFICATE", pem).flatMap((der) => read(der) ?? []);
  } catch {
    // TLS reports the fault of such a file.
    return [];
  }
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function endOf({ validToDate }: X509Certificate): number {
  return validToDate.getTime();
}

function read(content: string | Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(content);
  } catch {
    return undefined;
  }
}
