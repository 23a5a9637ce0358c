import * as v from "valibot";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import { Issuer, Serial } from "../../protocol/certificate-identity.ts";
import { isSameCertificate } from "../../protocol/same-certificate.ts";
import { P12FileName } from "../../protocol/status.ts";
import { manualImport } from "./manual-import.ts";
import { enter, type RenewalState } from "./renewal-state.ts";

const Octets = v.pipe(v.string(), v.base64(), v.transform(fromBase64));
const Moment = v.pipe(v.string(), v.isoTimestamp());
const Secrets = v.object({ privateKey: Octets, password: v.string() });

const Issued = v.object({
  replacement: v.object({ issuer: v.optional(Issuer), serial: Serial, notAfter: Moment, fileName: P12FileName }),
  file: v.object({
    attempt: Secrets,
    certificates: v.array(Octets),
    profile: v.picklist(["modern", "compatible"]),
    serial: Serial,
    notAfter: v.pipe(
      Moment,
      v.transform((moment) => new Date(moment)),
    ),
    file: Octets,
  }),
  download: v.picklist(["none", "offered", "current", "outdated"]),
  revealed: v.boolean(),
  passwordKept: v.boolean(),
  reported: v.boolean(),
});

/** What a dialog leaves to the one that continues its renewal. */
const KeptRenewal = v.variant("step", [
  v.object({
    step: v.literal("working"),
    attempt: v.object({ ...Secrets.entries, request: Octets }),
    precondition: v.variant("kind", [
      v.object({ kind: v.literal("none-pending") }),
      v.object({ kind: v.literal("replaces"), serial: Serial }),
    ]),
  }),
  v.object({ step: v.picklist(["save", "password", "import"]), issued: Issued }),
]);
type KeptRenewal = v.InferOutput<typeof KeptRenewal>;

const KeptText = v.pipe(v.string(), v.parseJson(), KeptRenewal);

/** Writes down what only this dialog has of a renewal, secrets included, as text; undefined if there is nothing. */
export function writeKeptRenewal(state: RenewalState): string | undefined {
  switch (state.step) {
    case "working": {
      const { step, attempt } = state;
      const job = state.job ?? state.failure?.job;
      return attempt !== undefined && job?.kind === "renew" ? write({ step, attempt, precondition: job.precondition }) : undefined;
    }
    case "save":
    case "password":
    case "import":
      return state.issued.file === undefined ? undefined : write({ step: state.step, issued: state.issued });
    case "proof":
      return state.issued.file === undefined ? undefined : write({ step: "import", issued: state.issued });
    case "check":
    case "refusal":
    case "resume":
    case "elsewhere":
    case "done":
    case "closed":
      return undefined;
  }
}

/**
 * Continues a renewal that another dialog has written down: a request that was sent is sent again with the same key, for
 * which the service returns the same certificate.
 *
 * @param fresh the state in which a dialog would open without it, with the latest status
 * @returns `fresh` if the text cannot be read, or if the replacement in it is not the pending one any more
 */
export function continueRenewal(fresh: RenewalState, text: string): RenewalState {
  const { success, output: kept } = v.safeParse(KeptText, text);
  const { pending } = fresh.status;
  if (!success || pending === null) return fresh;
  return kept.step === "working" || isSameCertificate(kept.issued.replacement, pending) ? continueAt(fresh, kept) : fresh;
}

/**
 * Continues it where the latest status is not to be had, so that nothing is lost: whether the replacement is still the pending
 * one, the service says at the next step.
 *
 * @param earlier the state in which a dialog would open with an earlier status
 * @returns `earlier` if the text cannot be read
 */
export function continueWithoutService(earlier: RenewalState, text: string): RenewalState {
  const { success, output: kept } = v.safeParse(KeptText, text);
  return success ? continueAt(earlier, kept) : earlier;
}

function continueAt(opening: RenewalState, kept: KeptRenewal): RenewalState {
  if (kept.step === "working") {
    const { step, attempt, precondition } = kept;
    return enter(opening, { step, attempt }, { kind: "renew", attempt, precondition });
  }
  const { step, issued } = kept;
  return enter(opening, step === "import" ? manualImport.revisit(issued, false) : { step, issued });
}

function write(kept: object): string {
  return JSON.stringify(kept, (_name, value: unknown) => (value instanceof Uint8Array ? toBase64(value) : value));
}
