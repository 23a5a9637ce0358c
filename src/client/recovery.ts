import * as v from "valibot";
import { fromBase64 } from "../core/base64.ts";
import type { Bytes } from "../core/bytes.ts";
import { defaultKeyKind, type KeyKind } from "../core/key-kind.ts";
import { readCsrAttributes } from "../core/x509/csr-attributes.ts";
import { RenewalError } from "../protocol/failure.ts";
import { paths } from "../protocol/paths.ts";
import { fileNameHeader, RecoveryAddresses } from "../protocol/recovery.ts";
import { P12FileName } from "../protocol/status.ts";
import { ask, readJson, type Service, readLimited } from "./ask.ts";
import { enrolAt } from "./est.ts";

/** The result of enrolling with a code. */
export interface Recovered {
  /** The certificate, then its issuers, DER. */
  readonly certificates: readonly [Bytes, ...Bytes[]];
  readonly fileName: string;
}

/**
 * Where a recovered certificate is used, and where it is proved.
 *
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function askRecoveryAddresses({ origin, transport }: Service): Promise<RecoveryAddresses> {
  return await readJson(await ask(transport, new URL(paths.recoveryAddresses, origin), { headers: {} }), RecoveryAddresses);
}

/**
 * Presents a code to the service before a key is generated, and returns the kind of key that the tenant requires.
 *
 * @param authorization the value of the `Authorization` header with the code (RFC 7617)
 * @throws RenewalError `recovery-code-wrong` and other refusals, `unreachable`, or `answer-malformed`
 */
export async function askKeyKind({ origin, transport }: Service, authorization: string): Promise<KeyKind> {
  const answer = await ask(transport, new URL(paths.csrAttributes, origin), { headers: { Authorization: authorization } });
  const text = await readLimited(answer);
  try {
    const [preferred = defaultKeyKind] = readCsrAttributes(fromBase64(text));
    return preferred;
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The service's response contains no key type.", { cause });
  }
}

/**
 * Sends a PKCS#10 request with a code to `simpleenroll` (RFC 7030, section 4.2.1). Repeating the same request returns
 * the same certificate.
 *
 * @param authorization the value of the `Authorization` header with the code (RFC 7617)
 * @param request DER
 * @throws RenewalError with the service's refusal, `unreachable`, or `answer-malformed`
 */
export async function enrolWithCode(service: Service, authorization: string, request: Bytes): Promise<Recovered> {
  const { certificates, headers } = await enrolAt(service, paths.enrol, { Authorization: authorization }, request);
  const fileName = v.safeParse(P12FileName, headers.get(fileNameHeader));
  if (!fileName.success) throw new RenewalError("answer-malformed", "The service's response has no name for the file.");
  return { certificates, fileName: fileName.output };
}
