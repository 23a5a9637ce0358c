import * as v from "valibot";
import type { ErrorCode } from "../core/errors.ts";
import { causeCodes, type FailureTrace } from "../core/failure-trace.ts";
import { problemCodes } from "./problem.ts";

/** What went wrong on the way to an answer. */
export const Failure = v.object({
  /** The service's refusal, or what kept the extension from reaching it. */
  code: v.picklist([
    ...problemCodes,
    /**
     * The service did not answer: the network is down, a proxy or a firewall is in the way, no certificate was chosen
     * in time, or the service is at rest.
     */
    "unreachable",
    /**
     * An answer came that is not the service's: a proxy's page, another program at this address, or a service of
     * another version.
     */
    "answer-malformed",
    /**
     * The browser did not begin a download, or ended it early: the disk is full, the folder cannot be written to, or
     * a policy forbids downloads.
     */
    "download-failed",
    /** The page's host is not in the extension's list, or was taken out while the page was open. */
    "site-not-configured",
    /** There is nothing at `POST /api/cert` of this site: its certificates are renewed in another way. */
    "renewal-not-offered",
    /**
     * The site answered `POST /api/cert` with a refusal and no reason: it is too early, no certificate was chosen, or
     * the certificate is not one that it renews.
     */
    "renewal-declined",
  ]),
  detail: v.string(),
  /** The codes of its causes, the nearest first. */
  causes: v.optional(v.array(v.string()), []),
  /** The number under which the service has logged the request. */
  request: v.optional(v.string()),
});
export type Failure = v.InferOutput<typeof Failure>;

/** Everything that can go wrong in a renewal, by the code that the texts of every surface explain. */
export type RenewalErrorCode = ErrorCode | Failure["code"];

/** A part of a renewal that failed; `code` chooses the text that the person reads. */
export class RenewalError extends Error {
  override readonly name = "RenewalError";
  readonly code: RenewalErrorCode;
  readonly trace: FailureTrace;

  constructor(
    code: RenewalErrorCode,
    detail: string,
    { causes, request, ...options }: { readonly cause?: unknown } & Partial<FailureTrace> = {},
  ) {
    super(detail, options);
    this.code = code;
    this.trace = { causes: causes ?? causeCodes(options.cause), request };
  }
}
