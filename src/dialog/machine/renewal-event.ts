import type { ClockError } from "../../core/clock.ts";
import type { FailureTrace } from "../../core/failure-trace.ts";
import type { Pkcs12Profile } from "../../core/profile.ts";
import type { RenewalErrorCode } from "../../protocol/failure.ts";
import type { StageReport } from "../../protocol/stage.ts";
import type { PendingReplacement } from "../../protocol/status.ts";
import type { Attempt } from "./attempt.ts";
import type { Downloaded } from "./port.ts";
import type { Job, ProofMiss, Replacement } from "./renewal-state.ts";
import type { ReplacementFile } from "./replacement-file.ts";

/** What the person does. */
export type PersonEvent =
  /** 「更新」. */
  | { readonly type: "renew" }
  /** 「もう一度更新する」: asks for confirmation first. */
  | { readonly type: "ask-again" }
  | { readonly type: "agree" }
  | { readonly type: "decline" }
  /** Continue with the file saved during an earlier visit. */
  | { readonly type: "carry-on" }
  | { readonly type: "choose-profile"; readonly profile: Pkcs12Profile }
  | { readonly type: "download" }
  | { readonly type: "reveal" }
  | { readonly type: "password-kept" }
  | { readonly type: "next" }
  | { readonly type: "back" }
  | { readonly type: "prove" }
  | { readonly type: "retry" }
  /** 「後で」, 「閉じる」, Escape. */
  | { readonly type: "leave" }
  | { readonly type: "stay" }
  | { readonly type: "leave-anyway" };

/** The result of a job. */
export type JobResult =
  | { readonly type: "prepared"; readonly attempt: Attempt }
  /** The part of a long computation that is done, from 0 to 1. */
  | { readonly type: "progress"; readonly part: number }
  | {
      readonly type: "renewed";
      readonly replacement: Replacement;
      readonly file: ReplacementFile;
      readonly clock: ClockError | undefined;
    }
  | { readonly type: "taken-elsewhere"; readonly pending: PendingReplacement }
  | { readonly type: "rewritten"; readonly file: ReplacementFile }
  | { readonly type: "downloaded"; readonly as: Downloaded }
  | { readonly type: "reported"; readonly stage: StageReport["stage"] }
  | { readonly type: "proved" }
  | { readonly type: "not-proved"; readonly miss: ProofMiss; readonly clock: ClockError | undefined }
  | { readonly type: "failed"; readonly code: RenewalErrorCode; readonly trace?: FailureTrace };

/** A job's result, with the job that it belongs to: results of abandoned jobs are ignored. */
export interface JobEvent {
  readonly type: "job";
  readonly job: Job;
  readonly result: JobResult;
}

/** Every event that can change the dialog's state. */
export type RenewalEvent = PersonEvent | JobEvent;
