import type { Bytes } from "../../core/bytes.ts";
import type { RevocationReason } from "../../core/revocation-reason.ts";
import type { ImportCode } from "../issuance/takeover/import-refusal.ts";

/** Where something was found. */
export interface Place {
  readonly file: string;
  /** Counts from 1; undefined in a file that has no lines. */
  readonly line?: number;
}

/** When and why a certificate was revoked. */
export interface StatedRevocation {
  readonly at: Date;
  readonly reason: RevocationReason;
}

/** What an index or a table says of a certificate. */
export interface StatedFacts {
  /** Upper-case hexadecimal, as `parseCertificate` reads it. */
  readonly serial: string;
  /** The identifier or the CN of the issuer; undefined if it is not said. */
  readonly issuer: string | undefined;
  /** As `readSubjectText` reads it; undefined if only tenant and CN are said. */
  readonly subject: string | undefined;
  readonly tenant: string | undefined;
  readonly cn: string | undefined;
  readonly notBefore: Date | undefined;
  readonly notAfter: Date;
  readonly revocation: StatedRevocation | undefined;
}

/** Something in a file. */
export type SourceItem = Place &
  (
    | { readonly kind: "certificate"; readonly der: Bytes }
    /** With the certificate itself, if its file is there. */
    | { readonly kind: "facts"; readonly facts: StatedFacts; readonly der: Bytes | undefined }
    | { readonly kind: "list"; readonly der: Bytes }
    | { readonly kind: "pkcs12"; readonly der: Bytes }
    /** Never imported, only counted. */
    | { readonly kind: "private-key" }
    /** A file that a program keeps for itself: a counter, or a setting of its index. */
    | { readonly kind: "bookkeeping" }
    | { readonly kind: "refused"; readonly code: ImportCode }
  );

/** Something in a file, before it is known where. */
export type Found = SourceItem extends infer Item
  ? Item extends Place
    ? Omit<Item, keyof Place> & { readonly line?: number }
    : never
  : never;
