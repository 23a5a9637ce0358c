import type { RenewalWindow } from "./schedule.ts";

/** The facts that decide whether a certificate can be renewed. */
export interface RenewalCandidate {
  /** Whether certificates of its kind are renewable. */
  readonly renewable: boolean;
  readonly revoked: boolean;
  readonly tenantClosed: boolean;
  /** Its replacement has been used, so the renewal is final. */
  readonly replaced: boolean;
  readonly window: RenewalWindow;
}

/** Why a known certificate cannot be renewed. */
export type RenewalRefusal = "revoked" | "expired" | "tenant-closed" | "type-not-renewable" | "already-renewed" | "not-due";

/**
 * Decides whether a certificate can be renewed at this moment, and if not, why not. The reasons that the person can do
 * least about take precedence. `not-due` refers to the window's `from`, not to the prompt date.
 *
 * @returns the refusal, or undefined if the certificate can be renewed
 */
export function judgeRenewal(candidate: RenewalCandidate, now: Date): RenewalRefusal | undefined {
  if (candidate.revoked) return "revoked";
  if (now > candidate.window.until) return "expired";
  if (candidate.tenantClosed) return "tenant-closed";
  if (!candidate.renewable) return "type-not-renewable";
  if (candidate.replaced) return "already-renewed";
  if (now < candidate.window.from) return "not-due";
  return undefined;
}

/**
 * Whether a certificate is due: its holder is prompted from the window's prompt date on, whether or not it can be
 * renewed.
 */
export function isDue({ prompt }: RenewalWindow, now: Date): boolean {
  return now >= prompt;
}
