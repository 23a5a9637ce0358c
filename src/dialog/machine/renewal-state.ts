import type { ClockError } from "../../core/clock.ts";
import type { FailureTrace } from "../../core/failure-trace.ts";
import type { Pkcs12Profile } from "../../core/profile.ts";
import type { RenewalErrorCode } from "../../protocol/failure.ts";
import type { Precondition } from "../../protocol/precondition.ts";
import type { StageReport } from "../../protocol/stage.ts";
import type { PendingReplacement, Status } from "../../protocol/status.ts";
import type { Attempt } from "./attempt.ts";
import type { ReplacementFile } from "./replacement-file.ts";

/** Work that goes on outside of the state while it lasts; its result comes back as an event. */
export type Job =
  /** Make a key (or take the attempt's), have it signed, write the file and check it. */
  | { readonly kind: "renew"; readonly precondition: Precondition; readonly attempt: Attempt | undefined }
  /** Write the same key and certificate in the other profile, under the same password; `download`: and download it at once. */
  | { readonly kind: "rewrite"; readonly file: ReplacementFile; readonly profile: Pkcs12Profile; readonly download: boolean }
  | { readonly kind: "download"; readonly name: string; readonly file: ReplacementFile }
  | { readonly kind: "report"; readonly serial: string; readonly stage: StageReport["stage"] }
  /** Connect to the proof host and see which certificate arrives there. */
  | { readonly kind: "prove"; readonly serial: string };

/** A job that did not succeed, for the step where it happened. */
export interface StepFailure {
  readonly code: RenewalErrorCode;
  /** What the diagnosis tells of it. */
  readonly trace: FailureTrace | undefined;
  /** What 「もう一度」 does again. */
  readonly job: Job;
}

/** What is known of the replacement itself. */
export interface Replacement {
  readonly serial: string;
  /** ISO 8601. */
  readonly notAfter: string;
  readonly fileName: string;
}

/** A replacement that exists, and how well the person holds it. */
export interface Issued {
  readonly replacement: Replacement;
  /** The finished file; undefined where an earlier visit made it, and only the person has it. */
  readonly file: ReplacementFile | undefined;
  /** Whether the file was downloaded; `outdated` where it has been written anew since. */
  readonly download: "none" | "current" | "outdated";
  readonly revealed: boolean;
  /** The password was copied or saved from here. */
  readonly passwordKept: boolean;
  /** The service knows that the password has been shown. */
  readonly reported: boolean;
}

/** What the connection with the new certificate showed, where it did not prove it. */
export interface ProofMiss {
  readonly kind:
    /**
     * The old certificate was still chosen. Where the browser never asks, a policy (`AutoSelectCertificateForUrls`)
     * chooses it: where the issuer's name has changed, it has to name both.
     */
    | "old-certificate"
    /** A certificate that is neither the old one nor its replacement. */
    | "other-certificate"
    /** One that the service does not accept, such as that of a file which another one has replaced. */
    | "refused-certificate"
    /** None arrived: the choice was cancelled, or the replacement is not in the store that the browser uses. */
    | "no-certificate"
    /** The site answers, and its proof host does not. */
    | "unreachable"
    /** The replacement arrived, and the service has not noted it. */
    | "not-recorded";
  /** The certificate that arrived, where one did. */
  readonly seen: { readonly cn: string; readonly serial: string } | undefined;
  /** A page that says which certificate arrives, on a host where none was chosen before: for a window of its own. */
  readonly page: string;
}

interface Shared {
  /** What proves the replacement: a connection that the dialog makes, or the person's word after a trial. */
  readonly proof: "connection" | "trial";
  /** The status that the dialog acts on. */
  readonly status: Status;
  /** What is wrong with this computer's clock, by the service's latest word. */
  readonly clock: ClockError | undefined;
  readonly job: Job | undefined;
  readonly failure: StepFailure | undefined;
  /** The person wants to close and is asked first. */
  readonly leaving: boolean;
}

/** A step of the renewal, and what it needs to know. */
export type Step =
  | { readonly step: "check" }
  | { readonly step: "refusal" }
  /** An earlier visit was left half way; `asking`: whether its file shall become invalid. */
  | { readonly step: "resume"; readonly pending: PendingReplacement; readonly asking: boolean }
  /** Another tab or computer was faster. */
  | {
      readonly step: "elsewhere";
      readonly pending: PendingReplacement;
      readonly asking: boolean;
      readonly attempt: Attempt | undefined;
    }
  | { readonly step: "working"; readonly attempt: Attempt | undefined }
  | { readonly step: "save"; readonly issued: Issued }
  | { readonly step: "password"; readonly issued: Issued }
  /** `help`: a proof has failed, so that what may have gone wrong is shown at once. */
  | { readonly step: "import"; readonly issued: Issued; readonly help: boolean }
  | { readonly step: "proof"; readonly issued: Issued; readonly miss: ProofMiss | undefined }
  | { readonly step: "done"; readonly issued: Issued }
  | { readonly step: "closed" };

/** The dialog's whole state. */
export type RenewalState = Shared & Step;

/** The state of one step. */
export type StateOf<Name extends Step["step"]> = Extract<RenewalState, { step: Name }>;

/** Goes to a step, with the job that runs there; what failed in the step before is left behind. */
export function enter(state: RenewalState, step: Step, job?: Job): RenewalState {
  const { proof, status, clock } = state;
  return { proof, status, clock, leaving: false, failure: undefined, job, ...step };
}
