import { fetchWith } from "../../client/ask.ts";
import { orderFile } from "../../client/order.ts";
import type { Bytes } from "../../core/bytes.ts";
import { KoshinError } from "../../core/errors.ts";
import { foreignFormats } from "../../core/foreign-pkcs12/foreign-formats.ts";
import type { Subject } from "../../core/name/subject.ts";
import { type Following, pagePace } from "../../core/pace.ts";
import { checkReplacement } from "../../core/renewal/check-replacement.ts";
import { p12FileName } from "../../core/renewal/file-name.ts";
import { readKeyFile, type Identity } from "../../core/renewal/key-file.ts";
import type { OrderedReplacement } from "../../dialog/machine/port.ts";
import { RenewalError } from "../../protocol/failure.ts";
import { CertificateFileError } from "../certificate-file/certificate-file-error.ts";
import { elementsIn } from "../certificate-file/elements-in.ts";

/** The certificate to renew, and its site. */
export interface Predecessor {
  readonly origin: string;
  readonly subject: Subject;
  readonly notAfter: Date;
}

/** The result of an order: the contents of the file, and its metadata. */
export interface Ordered extends OrderedReplacement {
  readonly serial: string;
  readonly notAfter: Date;
}

/**
 * Renews by `POST /api/cert` and a `GET` of the file that it names, on a site's own origin, where the browser presents
 * the certificate to renew. The file is opened and checked before success is reported.
 *
 * @param following of the opening, because a file of many iterations takes long
 * @throws the signal's reason, or RenewalError with the service's refusal, `renewal-not-offered`, `renewal-declined`, `unavailable`,
 * `unreachable`, or `answer-malformed`, also if the file does not open or is on another host
 */
export async function orderReplacement({ origin, subject, notAfter }: Predecessor, following: Following): Promise<Ordered> {
  const { file, password } = await orderFile({ origin, transport: fetchWith({ credentials: "include" }) });
  const { privateKey, certificate, chain } = await open(file, password, following);
  const replacement = checkReplacement(certificate, { subject, notAfter });
  return {
    secrets: { privateKey, password },
    certificates: [certificate, ...chain],
    // The API does not name the file: the end of the serial number provides the digits.
    fileName: p12FileName(Number.parseInt(replacement.serial.slice(-5), 16), subject),
    serial: replacement.serial,
    notAfter: replacement.notAfter,
  };
}

/** Reports a file that does not open as a malformed response; errors in its contents keep their codes. */
async function open(file: Bytes, password: string, following: Following): Promise<Identity> {
  try {
    // The page shows the dialog meanwhile.
    const pace = pagePace({ ...following, now: () => performance.now() });
    // A service may add a line end, or serve PEM.
    return await readKeyFile((await elementsIn(file)).pfx ?? file, password, { formats: foreignFormats, pace });
  } catch (cause) {
    const malformed = cause instanceof CertificateFileError || (cause instanceof KoshinError && cause.code.startsWith("pkcs12-"));
    if (!malformed) throw cause;
    throw new RenewalError("answer-malformed", "The service's file does not open with its password.", { cause });
  }
}
