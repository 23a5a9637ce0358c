import type { Bytes } from "../../core/bytes.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import type { Following } from "../../core/pace.ts";
import type { Precondition } from "../../protocol/precondition.ts";
import type { StageReport } from "../../protocol/stage.ts";
import type { Status } from "../../protocol/status.ts";
import type { RenewalStatus } from "./renewal-status.ts";
import type { FileSecrets } from "./replacement-file.ts";

/**
 * What is known of a download: the file is on the disk, or it was only handed to the browser, which does not tell a page
 * whether the person cancelled it or a policy forbids it.
 */
export type Downloaded = "saved" | "offered";

interface PersonPort {
  /** Downloads the encrypted .p12 file. */
  download(name: string, file: Bytes): Promise<Downloaded>;
  /** Reports the replacement's progress to the service, or records it locally if the service does not track it. */
  report(report: StageReport): Promise<void>;
}

/**
 * The operations that the dialog needs from its host. The in-page module implements them with the page's own fetch, the
 * extension through its background worker. Every method rejects with a `RenewalError`.
 */
export interface RenewalPort extends PersonPort {
  /** The status of the certificate presented to this host. */
  status(): Promise<RenewalStatus & Pick<Status, "proofUrl">>;
  /** Sends a PKCS#10 request (DER) to `simplereenroll`; returns the certificate, then its issuers (DER). */
  enrol(request: Bytes, precondition: Precondition): Promise<readonly Bytes[]>;
  /** Connects to the proof host and returns the status of the certificate presented there; undefined if only the service sees it. */
  prove(proofUrl: string): Promise<Pick<Status, "certificate"> | undefined>;
}

/** A replacement whose key the service generated, extracted from the service's .p12 file. */
export interface OrderedReplacement {
  readonly secrets: FileSecrets;
  /** The replacement first, then its issuers, DER. */
  readonly certificates: readonly Bytes[];
  readonly fileName: string;
}

/**
 * The operations for a service that generates the keys itself and has neither a status nor a proof host. Every method
 * rejects with a `RenewalError`.
 */
export interface ServiceKeyPort extends PersonPort {
  /** The host on which the person tries the replacement. */
  readonly trialHost: string;
  /**
   * Orders the replacement, or fetches again one that was issued but not used yet. To open its file may take long, is
   * followed, and can be stopped.
   */
  order(following: Following): Promise<OrderedReplacement>;
  /** Records that the person has connected with the replacement. */
  confirm(serial: string): Promise<void>;
}

/** Where the key of the replacement is generated, and what the dialog needs done accordingly. */
export type KeyOrigin =
  | { readonly kind: "device"; readonly keyKind: KeyKind; readonly port: RenewalPort }
  | { readonly kind: "service"; readonly port: ServiceKeyPort };
