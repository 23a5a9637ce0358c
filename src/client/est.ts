import { fromBase64, toBase64 } from "../core/base64.ts";
import type { Bytes } from "../core/bytes.ts";
import { readCertsOnly } from "../core/x509/certs-only.ts";
import { issuersOf } from "../core/x509/issuers-of.ts";
import { RenewalError } from "../protocol/failure.ts";
import { paths } from "../protocol/paths.ts";
import { preconditionHeaders, type Precondition } from "../protocol/precondition.ts";
import { ask, type Service, readLimited } from "./ask.ts";

/** The result of an enrolment. */
export interface Enrolled {
  /** The certificate, then its issuers, DER. */
  readonly certificates: readonly [Bytes, ...Bytes[]];
  readonly headers: Headers;
}

/**
 * Sends a PKCS#10 request to an enrolment address (RFC 7030, section 4.2, with the base64 of RFC 8951).
 *
 * @param headers required headers besides the media type
 * @param request DER
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function enrolAt(
  service: Service,
  path: string,
  headers: Readonly<Record<string, string>>,
  request: Bytes,
): Promise<Enrolled> {
  const answer = await ask(service.transport, new URL(path, service.origin), {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/pkcs10" },
    body: toBase64(request),
  });
  return { certificates: await readCertificates(service, answer), headers: answer.headers };
}

/**
 * The certificate (DER) in the response of an EST enrolment, followed by its issuers from the same service's `cacerts`
 * (RFC 7030, sections 4.2.3 and 4.1.3). They are requested afterwards, because the issuing authority may have been
 * created a moment ago.
 *
 * @throws RenewalError as `ask` does, and `answer-malformed`
 */
async function readCertificates({ origin, transport }: Service, answer: Response): Promise<readonly [Bytes, ...Bytes[]]> {
  const [certificate] = await certificatesIn(answer);
  const authorities = await certificatesIn(await ask(transport, new URL(paths.caCertificates, origin), { headers: {} }));
  try {
    return [certificate, ...(await issuersOf(certificate, authorities))];
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The certificate was not issued by the service's authorities.", { cause });
  }
}

async function certificatesIn(answer: Response): Promise<[Bytes, ...Bytes[]]> {
  const text = await readLimited(answer);
  try {
    return readCertsOnly(fromBase64(text));
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The service's response contains no certificates.", { cause });
  }
}

/**
 * Sends a PKCS#10 request to `simplereenroll` (RFC 7030, section 4.2.2, with the base64 of RFC 8951).
 *
 * @param request DER
 * @returns the certificate, then its issuers, DER
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function reenrol(service: Service, request: Bytes, precondition: Precondition): Promise<readonly [Bytes, ...Bytes[]]> {
  return (await enrolAt(service, paths.reenrol, preconditionHeaders(precondition), request)).certificates;
}
