import type { Context } from "hono";
import type { RefusalCode } from "../../../protocol/console/problem.ts";
import type { TokenScope } from "../../../protocol/console/tokens.ts";
import type { Environment, Surroundings } from "../http/environment.ts";
import type { ServedHost } from "../http/hosts.ts";

/** JSON Schema (2020-12), or a part of an OpenAPI document. */
export type Described = Readonly<Record<string, unknown>>;

/**
 * How a caller is authenticated: by the certificate of the connection, by that and the session of an account, or of a system
 * operator's, by a recovery code, or not at all.
 */
export type Authentication = "certificate" | "session" | "system-session" | "code" | "none";

/** A body by its media types, each with its schema. */
export type Content = Readonly<Record<string, Described>>;

/** A parameter of the query. */
export interface QueryParameter {
  readonly description: string;
  readonly schema: Described;
  /** Whether it must be there; by default not. */
  readonly required?: boolean;
}

/** A response other than a refusal. */
export interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: Content;
}

/** Answers the requests of an operation. */
export type Handler = (c: Context<Environment>) => Response | Promise<Response>;

/** What every operation of the API has: the route that serves it and the description that documents it. */
interface OperationFacts {
  readonly id: string;
  readonly method: "get" | "post" | "put" | "delete";
  /** Parameters are in braces. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly hosts: readonly ServedHost["role"][];
  /** The parameter at the end of the path that may contain slashes. */
  readonly rest?: string;
  /** Parameters of the path, by name. */
  readonly parameters?: Readonly<Record<string, Described>>;
  /** Parameters of the query, by name. */
  readonly query?: Readonly<Record<string, QueryParameter>>;
  /** Request headers that affect the operation, each with its meaning. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly request?: { readonly required: boolean; readonly content: Content };
  readonly answers: Readonly<Record<string, Answer>>;
  /** Those of this operation; every operation may also refuse for the reasons in `refusedAnywhere`. */
  readonly refusals: readonly RefusalCode[];
  /** Creates the handler of one of the hosts. */
  readonly handler: (surroundings: Surroundings, host: ServedHost["role"]) => Handler;
}

/** An operation for somebody who has logged in to the administrators' site, and for the programs of such people. */
export interface AccountOperation extends OperationFacts {
  readonly authentication: readonly ["session"];
  /**
   * Every scope that a token needs for it; `none` if no token is enough, because the operation is about the session itself or
   * about tokens. Whatever hands out secrets (`requireConfirmed`) needs `secrets`.
   */
  readonly scopes: readonly [TokenScope, ...TokenScope[]] | "none";
}

/** An operation for somebody who has logged in to the system operators' site; no token reaches it. */
export interface SystemOperation extends OperationFacts {
  readonly authentication: readonly ["system-session"];
}

/** An operation for anybody else. */
interface OtherOperation extends OperationFacts {
  /** Any one of them suffices. */
  readonly authentication: readonly Exclude<Authentication, "session" | "system-session">[];
}

/** An operation of the API. */
export type Operation = AccountOperation | SystemOperation | OtherOperation;

/** Whether an operation is for somebody who has logged in. */
export function isForAccounts(operation: Operation): operation is AccountOperation {
  return "scopes" in operation;
}

/** Whether an operation is for system operators. */
export function isForOperators(operation: Operation): operation is SystemOperation {
  return operation.authentication[0] === "system-session";
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

/** Why an accepted certificate cannot be renewed. */
export const refusedRenewals = [
  "type-not-renewable",
  "already-renewed",
  "not-due",
  "key-on-device-only",
  "authority-expires-first",
  "authority-delayed",
  "authority-refused",
  "name-not-permitted",
  "too-many-requests",
  "tenant-renewals-exceeded",
] as const;

/** Why a request body is not accepted. */
export const refusedBodies = ["media-type-wrong", "body-too-large", "request-malformed"] as const;

/** Why a certification request (PKCS#10) is not accepted. */
export const refusedRequests = [
  "request-signature-unsupported",
  "request-signature-wrong",
  "request-subject-wrong",
  "request-key-not-allowed",
  "request-key-unsafe",
  "request-key-blocked",
  "request-key-taken",
  "request-key-reused",
] as const;
