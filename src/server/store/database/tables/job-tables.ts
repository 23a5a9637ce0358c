import type { JobRowState } from "../../../../protocol/console/jobs.ts";
import type { RefusalCode } from "../../../../protocol/console/problem.ts";
import type { Moment } from "./moment.ts";

/** Work of administrators that goes on in the background. */
export interface JobTable {
  /** Random. */
  readonly id: string;
  readonly tenant: string;
  /** The name of the account that started it. */
  readonly account: string;
  /** The identifier of the token with which a program started it for that account; null if the person did. */
  readonly token: string | null;
  /** What is done to each row, as JSON. */
  readonly act: string;
  readonly startedAt: Moment;
  /** The number of its rows, and of those in each final state. */
  readonly total: number;
  readonly done: number;
  readonly refused: number;
  readonly skipped: number;
  /** When it was last worked on; 0 if it never was. */
  readonly servedAt: Moment;
  /** The process that works on it, and until when no other one may; null if none does. */
  readonly leaseHolder: string | null;
  readonly leaseUntil: Moment | null;
  /** Until when it waits, and for the end of which refusal; null if it does not. */
  readonly pausedUntil: Moment | null;
  readonly pausedBecause: RefusalCode | null;
  /** The name of the account that stopped it; null if none did. */
  readonly stoppedBy: string | null;
  /** Why the service stopped it; null if it did not. */
  readonly stoppedBecause: RefusalCode | null;
  readonly finishedAt: Moment | null;
}

/** The rows of jobs: a certificate, or one to be issued. */
export interface JobRowTable {
  readonly job: string;
  /** From 1; the line of a file with orders. */
  readonly number: number;
  /** The number of the certificate that it is about; null of an order. */
  readonly certificate: number | null;
  /** What is ordered; null of a certificate. */
  readonly cn: string | null;
  readonly remark: string | null;
  readonly device: string | null;
  /** Where the holder gets mails, until the row is finished. */
  readonly mail: string | null;
  /** Whether it may be one more for its holder, or its device: 1 or 0. */
  readonly another: number;
  readonly state: JobRowState;
  /** Why it was refused. */
  readonly code: RefusalCode | null;
  /** The number of the certificate that was issued. */
  readonly issued: number | null;
  readonly finishedAt: Moment | null;
  /** The earliest time of the next attempt. */
  readonly retryAt: Moment;
}
