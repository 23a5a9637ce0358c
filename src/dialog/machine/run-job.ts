import { clockError } from "../../core/clock.ts";
import { isKoshinError } from "../../core/errors.ts";
import { causeCodes, type FailureTrace } from "../../core/failure-trace.ts";
import type { Pkcs12Profile } from "../../core/profile.ts";
import { isRenewalError, RenewalError } from "../../protocol/failure.ts";
import type { KeyOrigin } from "./port.ts";
import { proveReplacement } from "./prove-replacement.ts";
import type { JobResult } from "./renewal-event.ts";
import type { Job } from "./renewal-state.ts";
import type { RenewalStatus } from "./renewal-status.ts";
import type { LoadWork } from "./renewal-work.ts";

/** What every job needs. */
export interface JobContext {
  readonly origin: KeyOrigin;
  /** The status that the dialog acts on. */
  readonly status: RenewalStatus;
  /** The profile of a newly written file. */
  readonly profile: Pkcs12Profile;
  /** This computer's clock. */
  readonly clock: () => Date;
  readonly loadWork: LoadWork;
  /** Aborts when the dialog closes. */
  readonly signal: AbortSignal;
}

/** Runs a job and emits its results, intermediate ones included; never rejects. */
export async function runJob(job: Job, context: JobContext, emit: (result: JobResult) => void): Promise<void> {
  try {
    emit(await resultOf(job, context, emit));
  } catch (error) {
    emit({ type: "failed", code: codeOf(error), trace: traceOf(error) });
  }
}

async function resultOf(job: Job, context: JobContext, emit: (result: JobResult) => void): Promise<JobResult> {
  const { origin } = context;
  const { port } = origin;
  switch (job.kind) {
    case "renew":
      return origin.kind === "service" ? order(origin, context, emit) : renew(origin, job, context, emit);
    case "rewrite": {
      const { attempt, certificates } = job.file;
      const { writeReplacementFile } = await context.loadWork();
      const file = await writeReplacementFile(attempt, certificates, context.status.certificate, job.profile);
      return { type: "rewritten", file };
    }
    case "download":
      return { type: "downloaded", as: await port.download(job.name, job.file.file) };
    case "report":
      await port.report({ serial: job.serial, stage: job.stage });
      return { type: "reported", stage: job.stage };
    case "prove":
      if (origin.kind === "service") {
        await origin.port.confirm(job.replacement.serial);
        return { type: "proved" };
      }
      return proveReplacement(origin.port, {
        predecessor: context.status.certificate,
        replacement: job.replacement,
        clock: context.clock,
      });
  }
}

/** The service generated the key: its file is rewritten in this machine's profile, with the same password. */
async function order(
  { port }: Extract<KeyOrigin, { kind: "service" }>,
  { status, profile, loadWork, signal }: JobContext,
  emit: (result: JobResult) => void,
): Promise<JobResult> {
  const { writeReplacementFile } = await loadWork();
  const progress = (part: number): void => emit({ type: "progress", part });
  const { secrets, certificates, fileName } = await port.order({ signal, progress });
  const file = await writeReplacementFile(secrets, certificates, status.certificate, profile);
  const replacement = { serial: file.serial, notAfter: file.notAfter.toISOString(), fileName };
  return { type: "renewed", replacement, file, clock: undefined };
}

async function renew(
  { port, keyKind }: Extract<KeyOrigin, { kind: "device" }>,
  job: Extract<Job, { kind: "renew" }>,
  { status, profile, clock, loadWork }: JobContext,
  emit: (result: JobResult) => void,
): Promise<JobResult> {
  const { prepareAttempt, writeReplacementFile } = await loadWork();
  const attempt = job.attempt ?? (await prepareAttempt(status.certificate, keyKind));
  emit({ type: "prepared", attempt });
  try {
    const certificates = await port.enrol(attempt.request, job.precondition);
    const [file, { pending, now }] = await Promise.all([
      writeReplacementFile(attempt, certificates, status.certificate, profile),
      port.status(),
    ]);
    // Another tab or computer may have replaced it between the response and this status.
    if (pending !== null && pending.serial !== file.serial) return { type: "taken-elsewhere", pending };
    if (pending === null) throw new RenewalError("answer-malformed", "The service does not know the replacement.");
    const { issuer, serial, notAfter, fileName } = pending;
    return {
      type: "renewed",
      replacement: { issuer, serial, notAfter, fileName },
      file,
      clock: clockError(new Date(now), clock()),
    };
  } catch (error) {
    if (codeOf(error) !== "replacement-pending") throw error;
    const { pending } = await port.status();
    if (pending === null) throw error;
    return { type: "taken-elsewhere", pending };
  }
}

function traceOf(error: unknown): FailureTrace {
  if (isRenewalError(error)) return error.trace;
  const causes = causeCodes(error);
  return { causes: isKoshinError(error) ? causes.slice(1) : causes, request: undefined };
}

/** A failure without a code is a bug; the person is shown an internal error and can retry. */
function codeOf(error: unknown): RenewalError["code"] {
  return isRenewalError(error) || isKoshinError(error) ? error.code : "internal";
}
