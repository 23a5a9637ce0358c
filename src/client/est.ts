import { fromBase64 } from "../core/base64.ts";
import type { Bytes } from "../core/bytes.ts";
import { readCertsOnly } from "../core/x509/certs-only.ts";
import { issuersOf } from "../core/x509/issuers-of.ts";
import { RenewalError } from "../protocol/failure.ts";
import { paths } from "../protocol/paths.ts";
import { ask, type Service } from "./ask.ts";
import { readLimited } from "./read-limited.ts";

/**
 * The certificate (DER) in the answer of an EST enrolment, followed by its issuers, which the same service's `cacerts`
 * has (RFC 7030, sections 4.2.3 and 4.1.3). It is asked for them afterwards: the authority that issued may have been
 * made a moment ago.
 *
 * @throws RenewalError as `ask` does, and `answer-malformed`
 */
export async function readCertificates({ origin, transport }: Service, answer: Response): Promise<readonly [Bytes, ...Bytes[]]> {
  const [certificate] = await certificatesIn(answer);
  const authorities = await certificatesIn(await ask(transport, new URL(paths.caCertificates, origin), { headers: {} }));
  try {
    return [certificate, ...(await issuersOf(certificate, authorities))];
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The service's authorities did not issue the certificate.", { cause });
  }
}

async function certificatesIn(answer: Response): Promise<[Bytes, ...Bytes[]]> {
  const text = await readLimited(answer);
  try {
    return readCertsOnly(fromBase64(text));
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The service's answer holds no certificates.", { cause });
  }
}
