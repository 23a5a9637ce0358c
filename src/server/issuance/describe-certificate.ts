import { certificateState, type CertificateState } from "../../core/certificate-state.ts";
import type { HeldCertificate } from "../store/certificates.ts";
import { findPredecessors, findSuccessors } from "../store/lineage.ts";
import { readStages, type ReachedStage } from "./read-stages.ts";
import { requireCertificate } from "./require-certificate.ts";
import { revocationOf } from "./revoke.ts";
import type { Service } from "./service.ts";
import { isRetired } from "./validity.ts";

/** A certificate of a line, in short. */
export interface LineMember {
  readonly serial: string;
  readonly state: CertificateState;
  readonly issuedAt: Date;
  readonly notAfter: Date;
}

/** A certificate as an operator looks at it. */
export interface CertificateDescription extends LineMember {
  readonly cn: string;
  readonly tenant: string;
  readonly revocation: { readonly at: Date; readonly reason: string } | null;
  readonly stages: readonly ReachedStage[];
  /** What it came from by renewal, the nearest first. */
  readonly predecessors: readonly LineMember[];
  /** What came from it by renewal, in the order of issue. */
  readonly successors: readonly LineMember[];
}

/**
 * Tells everything about a certificate: its state, how it came to be in use, and its line of renewals.
 *
 * @throws OperatorError `certificate-unknown`
 */
export async function describeCertificate(service: Service, serial: string, now: Date): Promise<CertificateDescription> {
  const { store } = service;
  const certificate = await requireCertificate(store, serial);
  const { cn, tenant } = certificate;
  const line = async (rows: readonly { readonly serial: string }[]): Promise<LineMember[]> =>
    await Promise.all(rows.map(async (row) => lineMember(await requireCertificate(store, row.serial), now)));
  return {
    ...lineMember(certificate, now),
    cn,
    tenant,
    revocation: revocationOf(certificate),
    stages: await readStages(service, serial),
    predecessors: await line(await findPredecessors(store, certificate)),
    successors: await line(await findSuccessors(store, certificate)),
  };
}

function lineMember(certificate: HeldCertificate, now: Date): LineMember {
  const { serial, predecessor, replacement, first_used_at, revoked_at, issued_at, not_after } = certificate;
  const facts = {
    awaitsFirstUse: predecessor !== null && first_used_at === null,
    replaced: replacement !== undefined && replacement.first_used_at !== null,
    revoked: revoked_at !== null || isRetired(certificate, now),
    notAfter: new Date(not_after),
  };
  return { serial, state: certificateState(facts, now), issuedAt: new Date(issued_at), notAfter: facts.notAfter };
}
