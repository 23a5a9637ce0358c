import { clockError } from "../../core/clock.ts";
import { KoshinError } from "../../core/errors.ts";
import { causeCodes, type FailureTrace } from "../../core/failure-trace.ts";
import type { Pkcs12Profile } from "../../core/profile.ts";
import { RenewalError } from "../../protocol/failure.ts";
import type { Status } from "../../protocol/status.ts";
import { prepareAttempt } from "../machine/attempt.ts";
import type { JobResult } from "../machine/renewal-event.ts";
import type { Job } from "../machine/renewal-state.ts";
import { writeReplacementFile } from "../machine/replacement-file.ts";
import type { RenewalPort, ServiceKeyPort } from "./port.ts";
import { proveReplacement } from "./prove-replacement.ts";

/** What every job works with. */
export interface JobContext {
  readonly port: RenewalPort | ServiceKeyPort;
  /** The status that the dialog acts on. */
  readonly status: Status;
  /** The profile that a fresh file gets. */
  readonly profile: Pkcs12Profile;
  /** This computer's clock. */
  readonly clock: () => Date;
}

/** Does a job and says what became of it, step by step; never rejects. */
export async function runJob(job: Job, context: JobContext, tell: (result: JobResult) => void): Promise<void> {
  try {
    tell(await resultOf(job, context, tell));
  } catch (error) {
    tell({ type: "failed", code: codeOf(error), trace: traceOf(error) });
  }
}

async function resultOf(job: Job, context: JobContext, tell: (result: JobResult) => void): Promise<JobResult> {
  const { port } = context;
  switch (job.kind) {
    case "renew":
      return "order" in port ? order(port, context) : renew(port, job, context, tell);
    case "rewrite": {
      const { attempt, certificates } = job.file;
      const file = await writeReplacementFile(attempt, certificates, context.status.certificate, job.profile);
      return { type: "rewritten", file };
    }
    case "download":
      await port.download(job.name, job.file.file);
      return { type: "downloaded" };
    case "report":
      await port.report({ serial: job.serial, stage: job.stage });
      return { type: "reported", stage: job.stage };
    case "prove":
      if ("order" in port) {
        await port.confirm(job.serial);
        return { type: "proved" };
      }
      return proveReplacement(port, { oldSerial: context.status.certificate.serial, serial: job.serial, clock: context.clock });
  }
}

/** The service has made the key: its file is written anew in the profile of this machine, under the same password. */
async function order(port: ServiceKeyPort, { status, profile }: JobContext): Promise<JobResult> {
  const { secrets, certificates, fileName } = await port.order();
  const file = await writeReplacementFile(secrets, certificates, status.certificate, profile);
  const replacement = { serial: file.serial, notAfter: file.notAfter.toISOString(), fileName };
  return { type: "renewed", replacement, file, clock: undefined };
}

async function renew(
  port: RenewalPort,
  job: Extract<Job, { kind: "renew" }>,
  { status, profile, clock }: JobContext,
  tell: (result: JobResult) => void,
): Promise<JobResult> {
  const attempt = job.attempt ?? (await prepareAttempt(status.certificate, status.keyKind));
  tell({ type: "prepared", attempt });
  try {
    const certificates = await port.enrol(attempt.request, job.precondition);
    const [file, { pending, now }] = await Promise.all([
      writeReplacementFile(attempt, certificates, status.certificate, profile),
      port.status(),
    ]);
    // Between the answer and this look another place may have taken the replacement's place.
    if (pending !== null && pending.serial !== file.serial) return { type: "taken-elsewhere", pending };
    if (pending === null) throw new RenewalError("answer-malformed", "The service does not know the replacement.");
    const { serial, notAfter, fileName } = pending;
    return { type: "renewed", replacement: { serial, notAfter, fileName }, file, clock: clockError(new Date(now), clock()) };
  } catch (error) {
    if (codeOf(error) !== "replacement-pending") throw error;
    const { pending } = await port.status();
    if (pending === null) throw error;
    return { type: "taken-elsewhere", pending };
  }
}

function traceOf(error: unknown): FailureTrace {
  if (error instanceof RenewalError) return error.trace;
  const causes = causeCodes(error);
  return { causes: error instanceof KoshinError ? causes.slice(1) : causes, request: undefined };
}

/** A failure without a code is a defect of this program; the person reads that it failed and can try again. */
function codeOf(error: unknown): RenewalError["code"] {
  return error instanceof RenewalError || error instanceof KoshinError ? error.code : "internal";
}
