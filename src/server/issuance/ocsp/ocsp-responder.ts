import type { CertificateState } from "../../authority/ocsp/ocsp-response.ts";
import type { OcspSigner } from "../../authority/ocsp/ocsp-signer.ts";
import type { OcspSigners } from "../../authority/ocsp/ocsp-signers.ts";

/** The number of answers that are kept, of some 1.5 kB each. */
const capacity = 10_000;

/** A signed answer. */
export interface OcspAnswer {
  /** OCSPResponse, DER. */
  readonly der: Uint8Array<ArrayBuffer>;
  readonly thisUpdate: Date;
  /** From when on a new one is made instead. */
  readonly renewedAt: Date;
  readonly nextUpdate: Date;
}

/** A kept answer, and what it was made of. */
interface KeptAnswer {
  readonly answer: OcspAnswer;
  readonly signer: OcspSigner;
  readonly state: CertificateState;
}

/** What became of a request, or of each certificate that one asked for. */
export type OcspOutcome = CertificateState["kind"] | "malformedRequest" | "unauthorized" | "tryLater" | "internalError";
const outcomes: readonly OcspOutcome[] = [
  "good",
  "revoked",
  "unknown",
  "malformedRequest",
  "unauthorized",
  "tryLater",
  "internalError",
];

/** What a service remembers to answer OCSP requests: its signers, the answers that it may repeat, and numbers for metrics. */
export class OcspResponder {
  readonly signers: OcspSigners;
  /** How often each has happened since the start. */
  readonly counts = new Map<OcspOutcome, number>(outcomes.map((outcome) => [outcome, 0]));
  /** The number of signatures since the start. */
  signatures = 0;
  /** In the order of their last use. */
  readonly #kept = new Map<string, KeptAnswer>();

  constructor(signers: OcspSigners) {
    this.signers = signers;
  }

  /** Counts an outcome. */
  count(outcome: OcspOutcome): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }

  /** The kept answer that may still be given; undefined if there is none. */
  repeat(id: string, signer: OcspSigner, state: CertificateState, now: Date): OcspAnswer | undefined {
    const kept = this.#kept.get(id);
    if (kept === undefined) return undefined;
    this.#kept.delete(id);
    const { thisUpdate, renewedAt } = kept.answer;
    if (kept.signer !== signer || !isSame(kept.state, state) || now < thisUpdate || now >= renewedAt) return undefined;
    this.#kept.set(id, kept);
    return kept.answer;
  }

  /** Keeps an answer; the one that was not used for longest makes way. */
  keep(id: string, kept: KeptAnswer): void {
    this.#kept.set(id, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > capacity && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function isSame(one: CertificateState, other: CertificateState): boolean {
  if (one.kind !== "revoked" || other.kind !== "revoked") return one.kind === other.kind;
  return one.at.getTime() === other.at.getTime() && one.reason === other.reason;
}
