import { equalBytes, type Bytes } from "../bytes.ts";
import { enterDer, readAs } from "../der/read.ts";
import { tag } from "../der/tag.ts";
import { KoshinError } from "../errors.ts";
import { parseCertificate, type Certificate } from "./certificate.ts";
import { verifySignature } from "./key-pair.ts";
import { signingAlgorithm } from "./public-key.ts";
import { decodeEcdsaSignature, signatureAlgorithm } from "./signature.ts";

/**
 * The authorities (DER) between a certificate and its root, its own issuer first, selected by name and signature (RFC
 * 5280, section 6.1). The root is left out: whoever trusts it already has it, and nobody should trust it merely because
 * it was included.
 *
 * @param authorities in any order; unrelated ones are skipped
 * @throws KoshinError `response-malformed` if none of them issued the certificate, `certificate-malformed`
 */
export async function issuersOf(certificate: Bytes, authorities: readonly Bytes[]): Promise<Bytes[]> {
  const candidates = authorities.map(parseCertificate);
  let last = await findIssuer(parseCertificate(certificate), candidates);
  if (last === undefined) throw new KoshinError("response-malformed");
  const issuers: Bytes[] = [];
  while (last !== undefined && !isRoot(last) && issuers.length < candidates.length) {
    issuers.push(last.der);
    last = await findIssuer(last, candidates);
  }
  return issuers;
}

function isRoot({ issuer, subjectDer }: Certificate): boolean {
  return equalBytes(issuer, subjectDer);
}

async function findIssuer(certificate: Certificate, candidates: readonly Certificate[]): Promise<Certificate | undefined> {
  for (const candidate of candidates) {
    if (equalBytes(certificate.issuer, candidate.subjectDer) && (await isSignedBy(certificate.der, candidate.spki)))
      return candidate;
  }
  return undefined;
}

async function isSignedBy(der: Bytes, spki: Bytes): Promise<boolean> {
  const { signed, algorithm, signature } = readAs("certificate-malformed", () => {
    const outer = enterDer(der);
    return {
      signed: outer.next(tag.sequence).der,
      algorithm: signatureAlgorithm(outer.enter().oid()),
      signature: outer.bits(),
    };
  });
  const key = signingAlgorithm(spki);
  if (algorithm === undefined || key?.name !== algorithm.name) return false;
  const asWebCrypto = key.name === "ECDSA" ? decodeEcdsaSignature(signature, scalarLengths.get(key.namedCurve) ?? 0) : signature;
  return await verifySignature(spki, algorithm.hash, asWebCrypto, signed);
}

/** The length of each curve's order in octets. */
const scalarLengths = new Map([
  ["P-256", 32],
  ["P-384", 48],
  ["P-521", 66],
]);
