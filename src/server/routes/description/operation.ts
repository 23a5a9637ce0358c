import type { ProblemCode } from "../../../protocol/problem.ts";
import type { ServedHost } from "../http/hosts.ts";

/** JSON Schema (2020-12), or a part of an OpenAPI document. */
export type Described = Readonly<Record<string, unknown>>;

/** How a caller is known: by the certificate of the connection, by a recovery code, or not at all. */
export type Authentication = "certificate" | "code" | "nobody";

/** A body by its media types, each with its schema. */
export type Content = Readonly<Record<string, Described>>;

/** An answer that is no refusal. */
export interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: Content;
}

/** Something that the API can be asked for. */
export interface Operation {
  readonly id: string;
  readonly method: "get" | "post";
  /** Parameters are in braces. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly hosts: readonly ServedHost["role"][];
  /** Any one of them will do. */
  readonly authentication: readonly Authentication[];
  /** Parameters of the path, by their names. */
  readonly parameters?: Readonly<Record<string, Described>>;
  /** Request headers that change what is done, each with what it says. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly request?: { readonly required: boolean; readonly content: Content };
  readonly answers: Readonly<Record<string, Answer>>;
  /** Those of this operation; every operation may refuse for the reasons in `refusedAnywhere`, too. */
  readonly refusals: readonly ProblemCode[];
}

/** Why any request may be refused. */
export const refusedAnywhere = ["requests-exceeded", "connections-exceeded", "unavailable", "internal"] as const;

/** Why a certificate is not accepted. */
export const refusedCertificates = [
  "no-certificate",
  "unknown-issuer",
  "unknown-serial",
  "revoked",
  "retired",
  "expired",
  "not-yet-valid",
  "tenant-closed",
] as const;

/** Why a certificate that is accepted does not renew. */
export const refusedRenewals = [
  "type-not-renewable",
  "already-renewed",
  "not-due",
  "authority-expires-first",
  "too-many-requests",
  "tenant-renewals-exceeded",
] as const;

/** Why a body is not taken. */
export const refusedBodies = ["media-type-wrong", "body-too-large", "request-malformed"] as const;
