import type { Subject } from "../../core/name/subject.ts";
import type { Status } from "../../protocol/status.ts";

/**
 * The certificate that a renewal replaces. A person with a recovery code presents none, so that only what they
 * state of its subject is known.
 */
export type Predecessor = Subject & Partial<Pick<Status["certificate"], "subject" | "issuer" | "serial" | "notAfter" | "daysLeft">>;

/** What the dialog needs to know of a renewal: a part of the service's `Status`, if the service has one. */
export type RenewalStatus = Pick<Status, "now" | "refusal" | "explanation" | "order" | "pending" | "retireAfterDays"> & {
  readonly certificate: Predecessor;
};
