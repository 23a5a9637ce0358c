import type { Generated } from "kysely";
import type { Moment } from "./moment.ts";

/** Where mails about the certificates of a person or program go: it is theirs, and outlasts each certificate. */
export interface HolderTable {
  readonly tenant: string;
  readonly cn: string;
  /** Empty if somebody has removed it. */
  readonly mail: string;
  /** Counts the changes, from 1. */
  readonly version: number;
  /** The name of the account; null if the address is that of a certificate. */
  readonly editedBy: string | null;
  readonly editedAt: Moment;
}

/** What a tenant has decided for the holders of its certificates. */
export interface HolderRulesTable {
  readonly tenant: string;
  /** Whether they get mails before expiry. */
  readonly mails: "sent" | "off";
  /** Whether a certificate's file is handed out for another device of its holder. */
  readonly otherDevices: "allowed" | "refused";
  /** Whom they may ask, in the mails; empty for the tenant's administrators. */
  readonly contact: string;
  /** Counts the changes, from 1. */
  readonly version: number;
  /** The name of the account. */
  readonly editedBy: string;
  readonly editedAt: Moment;
  /** Random, for the digest in the audit trail, which is not to disclose the contact; empty of rules from before digests. */
  readonly salt: Generated<string>;
}

/** Until when sweeps have done their work that do not look at everything each time. */
export interface SweepProgressTable {
  readonly sweep: "plan-holder-notices" | "forget-holders";
  readonly doneUntil: Moment;
}
