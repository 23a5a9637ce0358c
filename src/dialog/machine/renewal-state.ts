import type { ClockError } from "../../core/clock.ts";
import type { FailureTrace } from "../../core/failure-trace.ts";
import type { Pkcs12Profile } from "../../core/profile.ts";
import type { RenewalErrorCode } from "../../protocol/failure.ts";
import type { Precondition } from "../../protocol/precondition.ts";
import type { CertificateIdentity } from "../../protocol/same-certificate.ts";
import type { StageReport } from "../../protocol/stage.ts";
import type { PendingReplacement } from "../../protocol/status.ts";
import type { Attempt } from "./attempt.ts";
import type { RenewalStatus } from "./renewal-status.ts";
import type { ReplacementFile } from "./replacement-file.ts";

/** Asynchronous work that runs outside the state machine; its result comes back as an event. */
export type Job =
  /** Generate a key (or use the attempt's), have it signed, write the file and verify it. */
  | { readonly kind: "renew"; readonly precondition: Precondition; readonly attempt: Attempt | undefined }
  /** Write the same key and certificate in the other profile, with the same password; `download`: then download it. */
  | { readonly kind: "rewrite"; readonly file: ReplacementFile; readonly profile: Pkcs12Profile; readonly download: boolean }
  | { readonly kind: "download"; readonly name: string; readonly file: ReplacementFile }
  | { readonly kind: "report"; readonly serial: string; readonly stage: StageReport["stage"] }
  /** Connect to the proof host and see which certificate arrives there. */
  | { readonly kind: "prove"; readonly replacement: CertificateIdentity };

/** A failed job, shown in the step where it failed. */
export interface StepFailure {
  readonly code: RenewalErrorCode;
  /** What the diagnosis contains about it. */
  readonly trace: FailureTrace | undefined;
  /** The job that 「もう一度」 repeats. */
  readonly job: Job;
}

/** An issued replacement. */
export interface Replacement extends CertificateIdentity {
  /** ISO 8601. */
  readonly notAfter: string;
  readonly fileName: string;
}

/** An issued replacement, and which parts of it the person already has. */
export interface Issued {
  readonly replacement: Replacement;
  /** The finished file; undefined if it was made during an earlier visit, so that only the person has it. */
  readonly file: ReplacementFile | undefined;
  /** Whether the file was downloaded; `offered` until the person confirms it, `outdated` if it has been rewritten since. */
  readonly download: "none" | "offered" | "current" | "outdated";
  readonly revealed: boolean;
  /** The password was copied in this dialog. */
  readonly passwordKept: boolean;
  /** The service knows that the password has been shown. */
  readonly reported: boolean;
}

/** The outcome of a connection that did not prove the new certificate. */
export interface ProofMiss {
  readonly kind:
    /**
     * The old certificate was still selected. If the browser never asks, a policy (`AutoSelectCertificateForUrls`)
     * selects it; if the issuer's name has changed, the policy has to list both names.
     */
    | "old-certificate"
    /** A certificate that is neither the old one nor its replacement. */
    | "other-certificate"
    /** One that the service does not accept, such as the certificate of a file that has since been replaced. */
    | "refused-certificate"
    /** Not the replacement. Whether another certificate was presented, only the service knows (in the extension's own window). */
    | "not-replacement"
    /** None was presented: the selection was cancelled, or the replacement is not in the store that the browser uses. */
    | "no-certificate"
    /** The site responds, but its proof host does not. */
    | "unreachable"
    /** The replacement was presented, but the service has not recorded it. */
    | "not-recorded";
  /** The certificate that was presented, if any. */
  readonly seen: { readonly cn: string; readonly serial: string } | undefined;
  /** A page that shows which certificate is presented, on a host where none was selected before; opened in a new tab. */
  readonly page: string;
}

interface Shared {
  /** What proves the replacement: a connection made by the dialog, or the person's confirmation after a trial. */
  readonly proof: "connection" | "trial";
  /** The status that the dialog acts on. */
  readonly status: RenewalStatus;
  /** The error of this computer's clock, measured against the service's latest response. */
  readonly clock: ClockError | undefined;
  readonly job: Job | undefined;
  readonly failure: StepFailure | undefined;
  /** The person wants to close the dialog and is asked to confirm. */
  readonly leaving: boolean;
}

/** A step of the renewal, with its data. */
export type Step =
  | { readonly step: "check" }
  | { readonly step: "refusal" }
  /** An earlier visit was left unfinished; `asking`: whether to confirm that its file becomes invalid. */
  | { readonly step: "resume"; readonly pending: PendingReplacement; readonly asking: boolean }
  /** Another tab or computer was faster. */
  | {
      readonly step: "elsewhere";
      readonly pending: PendingReplacement;
      readonly asking: boolean;
      readonly attempt: Attempt | undefined;
    }
  /** `part`: of a long computation that is done, from 0 to 1. */
  | { readonly step: "working"; readonly attempt: Attempt | undefined; readonly part?: number | undefined }
  | { readonly step: "save"; readonly issued: Issued }
  | { readonly step: "password"; readonly issued: Issued }
  /** `help`: a proof has failed, so the troubleshooting help is open. */
  | { readonly step: "import"; readonly issued: Issued; readonly help: boolean }
  | { readonly step: "proof"; readonly issued: Issued; readonly miss: ProofMiss | undefined }
  | { readonly step: "done"; readonly issued: Issued }
  | { readonly step: "closed" };

/** The dialog's whole state. */
export type RenewalState = Shared & Step;

/** The state of one step. */
export type StateOf<Name extends Step["step"]> = Extract<RenewalState, { step: Name }>;

/** Enters a step, with the job that runs there; the previous step's failure is cleared. */
export function enter(state: RenewalState, step: Step, job?: Job): RenewalState {
  const { proof, status, clock } = state;
  return { proof, status, clock, leaving: false, failure: undefined, job, ...step };
}
