import { clockError } from "../../core/clock.ts";
import { RenewalError } from "../../protocol/failure.ts";
import { isSameCertificate, type CertificateIdentity } from "../../protocol/same-certificate.ts";
import type { RenewalPort } from "./port.ts";
import type { JobResult } from "./renewal-event.ts";
import type { ProofMiss } from "./renewal-state.ts";
import type { Predecessor, RenewalStatus } from "./renewal-status.ts";

/** The replacement to prove, the certificate that it replaces, and the clock to compare. */
export interface ProofOrder {
  readonly predecessor: Predecessor;
  readonly replacement: CertificateIdentity;
  /** This computer's clock. */
  readonly clock: () => Date;
}

/**
 * Connects with the certificate that the browser selects on a host where none was selected before, and compares the
 * one presented there with the replacement. The service must also have recorded the use; if it has already seen
 * the replacement, in another window, that is sufficient.
 *
 * @throws RenewalError if the site itself could not be reached, or the service refused the request
 */
export async function proveReplacement(port: RenewalPort, { predecessor, replacement, clock }: ProofOrder): Promise<JobResult> {
  // A browser remembers its selection per host: each status names a different host.
  const before = await port.status();
  if (isSameCertificate(before.certificate, replacement) || isUsed(before, replacement)) return { type: "proved" };
  const found = await connectToProofHost(port, before.proofUrl, predecessor, replacement);
  const after = await port.status();
  const renewed = after.pending === null && after.refusal?.code === "already-renewed";
  if (isUsed(after, replacement) || isSameCertificate(after.certificate, replacement)) return { type: "proved" };
  if (found.kind === "replacement" && renewed) return { type: "proved" };

  const kind = found.kind === "replacement" ? "not-recorded" : found.kind;
  const page = new URL("/", after.proofUrl).href;
  return { type: "not-proved", miss: { kind, seen: found.seen, page }, clock: clockError(new Date(after.now), clock()) };
}

function isUsed({ pending }: RenewalStatus, replacement: CertificateIdentity): boolean {
  return pending?.stage === "first-used" && isSameCertificate(pending, replacement);
}

/** Refusals that the replacement itself cannot cause: a certificate of another service, or one that has been replaced. */
const refusedCertificate: readonly RenewalError["code"][] = ["unknown-issuer", "unknown-serial", "revoked", "retired", "expired"];

interface Found {
  readonly kind: "replacement" | Exclude<ProofMiss["kind"], "not-recorded">;
  readonly seen: ProofMiss["seen"];
}

async function connectToProofHost(
  port: RenewalPort,
  proofUrl: string,
  predecessor: Predecessor,
  replacement: CertificateIdentity,
): Promise<Found> {
  try {
    const answer = await port.prove(proofUrl);
    if (answer === undefined) return { kind: "not-replacement", seen: undefined };
    const { certificate } = answer;
    const seen = { cn: certificate.cn, serial: certificate.serial };
    if (isSameCertificate(certificate, replacement)) return { kind: "replacement", seen };
    return { kind: isSameCertificate(predecessor, certificate) ? "old-certificate" : "other-certificate", seen };
  } catch (error) {
    if (!(error instanceof RenewalError)) throw error;
    if (error.code === "no-certificate" || error.code === "unreachable") return { kind: error.code, seen: undefined };
    if (refusedCertificate.includes(error.code)) return { kind: "refused-certificate", seen: undefined };
    throw error;
  }
}
