import type { Bytes } from "../../core/bytes.ts";
import type { Precondition } from "../../protocol/precondition.ts";
import type { StageReport } from "../../protocol/stage.ts";
import type { Status } from "../../protocol/status.ts";
import type { FileSecrets } from "../machine/replacement-file.ts";

interface PersonPort {
  /** Offers the encrypted .p12 file to the person's download folder; resolves once it is there or was handed over. */
  download(name: string, file: Bytes): Promise<void>;
  /** Tells the service, or notes where it does not want to know, how far the replacement has come. */
  report(report: StageReport): Promise<void>;
}

/**
 * What the dialog needs done outside of itself. The in-page module does it with the page's own fetch, the extension
 * through its background. Every method rejects with a `RenewalError`.
 */
export interface RenewalPort extends PersonPort {
  /** The status of the certificate that this host sees. */
  status(): Promise<Status>;
  /** Sends a PKCS#10 request (DER) to `simplereenroll`; the certificate that came back, then its issuers (DER). */
  enrol(request: Bytes, precondition: Precondition): Promise<readonly Bytes[]>;
  /** Connects to the proof host and returns the status of the certificate that it saw. */
  prove(proofUrl: string): Promise<Status>;
}

/** What a service has made by itself, taken out of its .p12 file. */
export interface OrderedReplacement {
  readonly secrets: FileSecrets;
  /** The replacement first, then its issuers, DER. */
  readonly certificates: readonly Bytes[];
  readonly fileName: string;
}

/**
 * The same for a service that makes keys by itself and has neither a status nor a proof host. Every method rejects with
 * a `RenewalError`.
 */
export interface ServiceKeyPort extends PersonPort {
  /** The host on which the person tries the replacement. */
  readonly trialHost: string;
  /** Has the service issue the replacement, or give the one again that nobody has used yet. */
  order(): Promise<OrderedReplacement>;
  /** The person has seen the replacement connect. */
  confirm(serial: string): Promise<void>;
}
