import { yearsAfter } from "../../core/years.ts";
import { OperatorError } from "../system/operator-error.ts";
import type { Authority } from "./authority.ts";

/** How long before an authority can no longer issue the operator is warned, in years. */
const warningYears = 1;

/** What has to be rotated: an issuing authority cannot outlive its root. */
export type Rotation = "issuing-ca" | "root";

/** How long an authority can issue certificates with full validity. */
export interface IssuingTime {
  /** The last moment at which a certificate can be issued that does not outlive the authority. */
  readonly until: Date;
  /** Whether that moment has passed, so that nothing is issued. */
  readonly over: boolean;
  /** Whether that moment is near, or has passed. */
  readonly endsSoon: boolean;
  /** The command for another issuing authority. */
  readonly command: string;
}

/**
 * How long an authority can issue.
 *
 * @param validityYears the validity of a certificate in calendar years
 */
export function issuingTime(
  authority: Pick<Authority, "notAfter" | "rootNotAfter" | "underForeignRoot">,
  validityYears: number,
  now: Date,
): IssuingTime {
  const until = yearsAfter(authority.notAfter, -validityYears);
  const over = yearsAfter(now, validityYears) > authority.notAfter;
  const rotation: Rotation = issuesUnder(authority.rootNotAfter, validityYears, now) ? "issuing-ca" : "root";
  const command = authority.underForeignRoot ? "koshin authority request" : `koshin rotate ${rotation}`;
  return { until, over, endsSoon: over || yearsAfter(now, warningYears) > until, command };
}

/** Whether a new issuing authority under a root could issue for longer than the warning period. */
export function issuesUnder(rootNotAfter: Date, validityYears: number, now: Date): boolean {
  return yearsAfter(now, validityYears + 2 * warningYears) <= rootNotAfter;
}

/** The error of a certificate that would outlive its authority, and would then not verify. */
export function authorityExpiresFirst(
  { notAfter, underForeignRoot }: Pick<Authority, "notAfter" | "underForeignRoot">,
  command = underForeignRoot ? "koshin authority request" : "koshin rotate issuing-ca",
): OperatorError {
  const sentence = `The issuing authority expires at ${notAfter.toISOString()}, before the certificate would. Create another one (${command} --data <folder>), or issue for fewer days.`;
  return new OperatorError("authority-expires-first", sentence);
}
