import { fromBase64 } from "../../core/base64.ts";
import type { Bytes } from "../../core/bytes.ts";
import { readCertsOnly } from "../../core/x509/certs-only.ts";
import { issuersOf } from "../../core/x509/issuers-of.ts";
import { paths } from "../../protocol/paths.ts";
import { askService, textOf } from "./ask-service.ts";
import { RenewalError } from "../machine/renewal-error.ts";

/**
 * The certificate (DER) in the answer of an EST enrolment, followed by its issuers, which the same service's `cacerts`
 * has (RFC 7030, sections 4.2.3 and 4.1.3). It is asked for them afterwards: the authority that issued may have been
 * made a moment ago.
 *
 * @throws RenewalError as `askService` does, and `answer-malformed`
 */
export async function readCertificates(answer: Response): Promise<readonly [Bytes, ...Bytes[]]> {
  const certificate = certificatesIn(await textOf(answer))[0];
  const authorities = certificatesIn(await textOf(await askService(paths.caCertificates, {})));
  try {
    return [certificate, ...(await issuersOf(certificate, authorities))];
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The service's authorities did not issue the certificate.", { cause });
  }
}

function certificatesIn(text: string): [Bytes, ...Bytes[]] {
  try {
    return readCertsOnly(fromBase64(text));
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The service's answer holds no certificates.", { cause });
  }
}
