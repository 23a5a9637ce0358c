/** 申請中, 利用中, 更新済, 失効, 期限切れ. */
export type CertificateState = "applied-for" | "in-use" | "renewed" | "revoked" | "expired";

/** What a certificate's state is derived from. */
export interface CertificateFacts {
  /** It is a replacement that has never been presented. */
  readonly awaitsFirstUse: boolean;
  /** Its own replacement has been presented. */
  readonly replaced: boolean;
  /** By an operator, or because it was retired. */
  readonly revoked: boolean;
  readonly notAfter: Date;
}

/**
 * The state of a certificate. Revocation overrides every other state; a renewed certificate stays renewed when it
 * expires, because it needs no action.
 */
export function certificateState(facts: CertificateFacts, now: Date): CertificateState {
  if (facts.revoked) return "revoked";
  if (facts.replaced) return "renewed";
  if (now > facts.notAfter) return "expired";
  return facts.awaitsFirstUse ? "applied-for" : "in-use";
}
