import type { Generated } from "kysely";
import type { Moment } from "./moment.ts";

/** Where a tenant's notices are sent. */
export interface NoticeAddressTable {
  readonly tenant: string;
  readonly channel: "mail" | "webhook";
  readonly address: string;
  readonly addedAt: Moment;
  /** When a test message was sent there last. */
  readonly triedAt: Generated<Moment | null>;
  /** How that failed, as a notice's `failure`; `unknown` until its outcome is recorded; null if it arrived at the mail server. */
  readonly triedFailure: Generated<string | null>;
}

/** What the service's operators announce at the administrators' site, to one tenant, or to all. */
export interface AnnouncementTable {
  readonly number: Generated<number>;
  /** Null for all. */
  readonly tenant: string | null;
  readonly title: string;
  readonly text: string;
  readonly announcedAt: Moment;
  /** As the audit trail names them; null for early ones. */
  readonly announcedBy: string | null;
}

/** Mails to people about what happened to their own accounts. */
export interface PersonNoticeTable {
  /** Random. */
  readonly id: string;
  readonly tenant: string;
  /** The name of the account. */
  readonly account: string;
  readonly kind: string;
  /** What the kind does not say: the account's other role, or the identity provider; otherwise empty. */
  readonly about: string;
  /** Who did it, as the audit trail names them. */
  readonly actor: string;
  /** The account's when it happened. */
  readonly address: string;
  readonly happenedAt: Moment;
  /** As of `NoticeTable`. */
  readonly state: NoticeTable["state"];
  readonly attempts: number;
  readonly nextAt: Moment;
  readonly failure: Generated<string | null>;
}

/** Mails that somebody has had sent from a site within about an hour. */
export interface AskedMailTable {
  readonly tenant: string;
  /** The name of the account that did. */
  readonly account: string;
  readonly askedAt: Moment;
}

/** Each notice once for each address, both due and sent. */
export interface NoticeTable {
  readonly certificate: number;
  readonly kind: string;
  readonly channel: "mail" | "webhook";
  readonly address: string;
  /** `sending` belongs to the process that claimed it, and is never claimed again. */
  readonly state: "waiting" | "sending" | "delivered" | "refused" | "unknown" | "dropped";
  readonly attempts: number;
  /** When it is due; for one that is being sent, since when. */
  readonly nextAt: Moment;
  /** How the last attempt failed: a network or TLS error code, or the receiver's response; null if it did not fail. */
  readonly failure: Generated<string | null>;
}
