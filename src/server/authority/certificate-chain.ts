import { X509Certificate } from "node:crypto";
import { decodePem } from "../../core/x509/pem.ts";

/** A server's certificate, and those that lead from it towards a root, each signed by the next. */
export type CertificateChain = readonly [X509Certificate, ...X509Certificate[]];

/**
 * Reads a certificate and the chain behind it (RFC 8446, section 4.4.2), PEM. A root in it is passed over, because
 * clients take it from their own store only, and so is whatever leads nowhere. Where several certificates lead on, it
 * is the way that lasts longest: one good path is enough.
 *
 * @returns undefined where the first certificate cannot be read
 */
export function readCertificateChain(pem: string): CertificateChain | undefined {
  const leaf = read(pem);
  if (leaf === undefined) return undefined;
  const others = readOthers(pem).filter((certificate) => !certificate.checkIssued(certificate));
  return lastingChain(leaf, others);
}

/** The chain from a certificate on whose first end is the latest. */
function lastingChain(below: X509Certificate, others: readonly X509Certificate[]): CertificateChain {
  const ways = others
    .filter((other) => isSignedBy(below, other))
    .map((next) =>
      lastingChain(
        next,
        others.filter((other) => other !== next),
      ),
    )
    .sort((one, other) => endOf(endingFirst(other)) - endOf(endingFirst(one)));
  return [below, ...(ways[0] ?? [])];
}

/** The certificate of a chain that ends first: from then on the whole chain is good for nothing. */
export function endingFirst(chain: CertificateChain): X509Certificate {
  return chain.reduce((first, each) => (endOf(each) < endOf(first) ? each : first));
}

/**
 * What everybody needs of a chain: the server's certificate, and the one that has signed it. Above them may be one in
 * which a root vouches for another that clients have themselves, and nobody can tell from here: its end alone is no
 * reason to take a service away from those.
 */
export function neededOf([certificate, ...signers]: CertificateChain): CertificateChain {
  return [certificate, ...signers.slice(0, 1)];
}

function readOthers(pem: string): X509Certificate[] {
  try {
    return decodePem("CERTIFICATE", pem).flatMap((der) => read(der) ?? []);
  } catch {
    // TLS says what is wrong with such a file.
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
