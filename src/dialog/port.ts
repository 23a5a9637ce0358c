import type { Bytes } from "../core/bytes.ts";
import type { Precondition } from "../protocol/precondition.ts";
import type { StageReport } from "../protocol/stage.ts";
import type { Status } from "../protocol/status.ts";

/**
 * What the dialog needs done outside of itself. The in-page module does it with the page's own fetch, the extension
 * through its background. Every method rejects with a `RenewalError`.
 */
export interface RenewalPort {
  /** The status of the certificate that this host sees. */
  status(): Promise<Status>;
  /** Sends a PKCS#10 request (DER) to `simplereenroll`; the certificates that came back (DER), in the answer's order. */
  enrol(request: Bytes, precondition: Precondition): Promise<readonly Bytes[]>;
  /** Offers the encrypted .p12 file to the person's download folder; resolves once it is there or was handed over. */
  download(name: string, file: Bytes): Promise<void>;
  /** Tells the service how far the replacement has come. */
  report(report: StageReport): Promise<void>;
  /** Connects to the proof host and returns the status of the certificate that it saw. */
  prove(proofUrl: string): Promise<Status>;
}
