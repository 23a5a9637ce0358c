import { fromBase64 } from "../core/base64.ts";
import type { Bytes } from "../core/bytes.ts";
import { readCertsOnly } from "../core/certs-only.ts";
import { textOf } from "./ask-service.ts";
import { RenewalError } from "./renewal-error.ts";

/**
 * The certificates (DER) in an EST answer, in its order.
 *
 * @throws RenewalError `answer-malformed`
 */
export async function readCertificates(response: Response): Promise<readonly Bytes[]> {
  const text = await textOf(response);
  try {
    return readCertsOnly(fromBase64(text));
  } catch (cause) {
    throw new RenewalError("answer-malformed", "The service's answer holds no certificates.", { cause });
  }
}
