import { createHash, randomBytes } from "node:crypto";
import { clockSkew } from "../../../core/clock.ts";
import { dayInMilliseconds } from "../../../core/days.ts";

/** How long an invitation is valid, in milliseconds. */
export const invitationTime = 7 * dayInMilliseconds;

/** A token for the link of an invitation: 256 random bits, base64url. The database contains only its hash. */
export function newInvitationToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The hash of a token in the database. */
export function hashInvitationToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The latest plausible end of an invitation. A later one was set while the clock was ahead, and is not honoured. */
export function lastInvitationEnd(now: Date): number {
  return now.getTime() + invitationTime + clockSkew;
}
