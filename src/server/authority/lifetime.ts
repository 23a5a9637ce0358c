import { yearsAfter } from "../../core/years.ts";
import { OperatorError } from "../system/operator-error.ts";
import type { Authority } from "./authority.ts";

/** How long before an authority can no longer issue its operator is told, in years. */
const warningYears = 1;

/** What has to be rotated: an issuing authority cannot outlive the root above it. */
export type Rotation = "issuing-ca" | "root";

/** How long an authority can issue certificates of a full validity. */
export interface IssuingTime {
  /** The last moment at which a certificate that is issued ends before its authority. */
  readonly until: Date;
  /** Whether that is past: nothing is issued. */
  readonly over: boolean;
  /** Whether that is near, or past. */
  readonly endsSoon: boolean;
  readonly rotation: Rotation;
}

/**
 * Tells how long an authority can still issue.
 *
 * @param validityYears how many calendar years a certificate is valid
 */
export function issuingTime(
  authority: Pick<Authority, "notAfter" | "rootNotAfter">,
  validityYears: number,
  now: Date,
): IssuingTime {
  const until = yearsAfter(authority.notAfter, -validityYears);
  const over = yearsAfter(now, validityYears) > authority.notAfter;
  const rotation = issuesUnder(authority.rootNotAfter, validityYears, now) ? "issuing-ca" : "root";
  return { until, over, endsSoon: over || yearsAfter(now, warningYears) > until, rotation };
}

/** Whether an issuing authority that is made under a root would issue for longer than operators are warned ahead. */
export function issuesUnder(rootNotAfter: Date, validityYears: number, now: Date): boolean {
  return yearsAfter(now, validityYears + 2 * warningYears) <= rootNotAfter;
}

/** Certificates that end after their authority do not verify, so none is made. */
export function authorityExpiresFirst({ notAfter }: Pick<Authority, "notAfter">, rotation: Rotation = "issuing-ca"): OperatorError {
  const sentence = `The issuing authority ends at ${notAfter.toISOString()}, before the certificate would. Make another one (koshin rotate ${rotation} --data <folder>), or issue for fewer days.`;
  return new OperatorError("authority-expires-first", sentence);
}
