import { orderFile } from "../../client/order.ts";
import { fetchWith } from "../../client/transport.ts";
import { KoshinError } from "../../core/errors.ts";
import { rc2Ciphers } from "../../core/pkcs12/rc2.ts";
import { readPkcs12 } from "../../core/pkcs12/read.ts";
import { checkReplacement } from "../../core/renewal/check-replacement.ts";
import { p12FileName } from "../../core/renewal/file-name.ts";
import type { Subject } from "../../core/x509/subject.ts";
import type { OrderedReplacement } from "../../dialog/jobs/port.ts";
import { RenewalError } from "../../protocol/failure.ts";

/** The certificate that is to be renewed, and where. */
export interface Predecessor {
  readonly origin: string;
  readonly subject: Subject;
  readonly notAfter: Date;
}

/** What came of an order: what the file holds, and what is told of it. */
export interface Ordered extends OrderedReplacement {
  readonly serial: string;
  readonly notAfter: Date;
}

/**
 * Renews by `POST /api/cert` and the `GET` of the file that it names, on a site's own origin, where the browser presents
 * the certificate that is to be renewed. The file is opened and checked before anybody is told of it.
 *
 * @throws RenewalError with the service's refusal, `renewal-not-offered`, `renewal-declined`, `unavailable`,
 * `unreachable`, or `answer-malformed`, also where the file does not open or is elsewhere than on the site
 * @throws KoshinError `replacement-…`, `key-unsupported`, `certificate-malformed`, `subject-not-nameable`
 */
export async function orderReplacement({ origin, subject, notAfter }: Predecessor): Promise<Ordered> {
  const { file, password } = await orderFile({ origin, transport: fetchWith({ credentials: "include" }) });
  const replacement = await open(() => checkReplacement({ file, password, older: rc2Ciphers, predecessor: { subject, notAfter } }));
  const { privateKey, certificate, chain } = await open(() => readPkcs12(file, password, rc2Ciphers));
  return {
    secrets: { privateKey, password },
    certificates: [certificate, ...chain],
    // The contract names no file: the serial number's end makes the digits.
    fileName: p12FileName(Number.parseInt(replacement.serial.slice(-5), 16), subject),
    serial: replacement.serial,
    notAfter: replacement.notAfter,
  };
}

/** A file that does not open is a wrong answer; what it holds may be one in its own way. */
async function open<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof KoshinError) || !cause.code.startsWith("pkcs12-")) throw cause;
    throw new RenewalError("answer-malformed", "The service's file does not open with its password.", { cause });
  }
}
