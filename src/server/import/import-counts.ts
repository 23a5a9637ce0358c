import type { ImportCode } from "../issuance/takeover/import-refusal.ts";

/** The numbers of each outcome. */
export interface ImportCounts {
  files: number;
  /** Recorded with their octets. */
  taken: number;
  /** Recorded by their facts; their octets are recorded when their holders present them. */
  listed: number;
  /** Listed before; their octets are known from now on. */
  bound: number;
  /** Imported before. */
  known: number;
  /** Found again: recorded since this import began. */
  repeated: number;
  /** Revoked by an index, a table or a list, of all these and of those that were known. */
  revoked: number;
  /** Revocation lists. */
  lists: number;
  /** Lists that were imported before. */
  knownLists: number;
  /** Lists that this import has found more than once. */
  repeatedLists: number;
  /** Those of the lists that are limited to a distribution point. */
  pointLists: number;
  /** Entries of lists about certificates that are not known. */
  revocationsKept: number;
  tenantsCreated: number;
  /** Never imported. */
  privateKeys: number;
  /** Files that `openssl ca` keeps for itself. */
  bookkeeping: number;
  /** By their codes. */
  readonly refused: Partial<Record<ImportCode, number>>;
}

/** The numbers before anything was read. */
export function noCounts(): ImportCounts {
  return {
    ...{ files: 0, taken: 0, listed: 0, bound: 0, known: 0, repeated: 0, revoked: 0, lists: 0, knownLists: 0 },
    ...{ repeatedLists: 0, pointLists: 0 },
    ...{ revocationsKept: 0, tenantsCreated: 0, privateKeys: 0, bookkeeping: 0, refused: {} },
  };
}
