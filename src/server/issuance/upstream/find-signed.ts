import { X509Certificate } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { clockSkew } from "../../../core/clock.ts";
import { KoshinError } from "../../../core/errors.ts";
import { isSameName } from "../../../core/name/same-name.ts";
import { parseCertificate } from "../../../core/x509/certificate.ts";
import { clientAuthentication, extendedKeyUsage } from "../../../core/x509/extended-key-usage.ts";
import { readExtensions } from "../../../core/x509/extensions.ts";
import { findForbiddenName } from "../../authority/names/name-constraints.ts";
import { UpstreamUnreachable } from "../../authority/upstream/ask-upstream.ts";
import { isSignedBy, type Upstream } from "../../authority/upstream/upstream.ts";
import type { SigningOrderRow } from "../../store/database/schema.ts";
import { keyFingerprint } from "../certifiable-key.ts";

const anyPurpose = "2.5.29.37.0";

/**
 * The certificate of an order among those that the authority answered with, or why it is none that can be used: it is for
 * another key or Name, is not valid, or does not authenticate a client.
 *
 * @throws UpstreamUnreachable if another authority has signed it: an operator has to say whether that is right
 */
export function findSigned(
  upstream: Upstream,
  { spkiSha256, subject }: Pick<SigningOrderRow, "spkiSha256" | "subject">,
  certificates: readonly Bytes[],
  now: Date,
): { readonly der: Bytes } | { readonly fault: string } {
  try {
    const der = certificates.find((each) => keyFingerprint(parseCertificate(each).spki) === spkiSha256);
    if (der === undefined) return { fault: "its answer contains no certificate for the key" };
    const { subjectDer, notBefore, notAfter } = parseCertificate(der);
    const x509 = new X509Certificate(der);
    if (!isSignedBy(upstream.authority, x509)) {
      const why = `another authority than the one that was set signed the certificate. If it has changed, set it again: koshin authority upstream`;
      throw new UpstreamUnreachable(upstream.url, why, { advice: "If it has not, ask its operators." });
    }
    if (!isSameName(subjectDer, new Uint8Array(subject))) return { fault: "its certificate has another subject" };
    if (x509.ca) return { fault: "its certificate is that of an authority" };
    if (notAfter <= now || notBefore.getTime() > now.getTime() + clockSkew) return { fault: "its certificate is not valid now" };
    const forbidden = findForbiddenName(upstream.chain, { subject: subjectDer, alternative: alternativeNamesIn(der) });
    if (forbidden !== undefined)
      return { fault: `its certificate has a name that its own authorities do not permit (nameConstraints): ${forbidden}` };
    return isForClients(der) ? { der } : { fault: "its certificate is not for the authentication of clients" };
  } catch (error) {
    if (error instanceof KoshinError) return { fault: `its certificate is malformed (${error.code})` };
    throw error;
  }
}

function isForClients(der: Bytes): boolean {
  return extendedKeyUsage(der)?.some((purpose) => purpose === clientAuthentication || purpose === anyPurpose) ?? true;
}

/** The value of subjectAltName, DER; the authority may add names that nobody has asked for. */
function alternativeNamesIn(der: Bytes): Bytes | undefined {
  return readExtensions(der).get("2.5.29.17")?.value;
}
