import type { Moment } from "./moment.ts";

/** The audit trail. */
export interface AuditTable {
  /** Counts from 1 without gaps. */
  readonly number: number;
  readonly at: Moment;
  /** Who did it: `certificate <issuer>/<serial>` (`certificate <serial>` in early entries) or `operator`. */
  readonly actor: string;
  readonly action: string;
  /** The object of the action, such as a certificate's issuer and serial, or a tenant's or account's name. */
  readonly object: string;
  /** JSON. */
  readonly detail: string;
  /** The hash of the previous entry; 64 zeros in the first. Numbers are unique, so the chain cannot fork. */
  readonly previousHash: string;
  readonly hash: string;
  /** Whose administrators see it; null if it concerns the service, or several tenants. */
  readonly tenant: string | null;
  /** Counts the tenant's entries from 1 without gaps. */
  readonly position: number | null;
  /** Its hash in the tenant's own chain, in which nothing of another tenant occurs. */
  readonly tenantHash: string | null;
}

/** At most one row: the checkpoint of the audit trail. */
export interface AuditCheckpointTable {
  readonly id: number;
  /** The number and the hash of an entry. */
  readonly number: number;
  readonly hash: string;
  readonly at: Moment;
  /** The identifier of the master key that the key of `mac` is derived from. */
  readonly masterKey: string;
  readonly mac: Uint8Array;
}

/** One row. */
export interface DatabaseIdentityTable {
  readonly id: number;
  readonly identity: string;
}
