import type { Moment } from "./moment.ts";

/** What a tenant's administrators have noted about a certificate. */
export interface CertificateNoteTable {
  readonly certificate: number;
  /** Of the certificate. */
  readonly tenant: string;
  readonly remark: string;
  /** The device that it is used on. */
  readonly device: string;
  /** Both as `searchForm` writes them. */
  readonly searched: string;
  /** Counts the changes, from 1. */
  readonly version: number;
  /** The name of the account. */
  readonly editedBy: string;
  readonly editedAt: Moment;
}
