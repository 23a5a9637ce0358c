import * as v from "valibot";
import type { ErrorCode } from "../core/errors.ts";
import { causeCodes, type FailureTrace } from "../core/failure-trace.ts";
import { problemCodes } from "./problem.ts";

/** Why a request failed. */
export const Failure = v.object({
  /** The service's refusal, or why the extension could not complete the request. */
  code: v.picklist([
    ...problemCodes,
    /**
     * The service did not respond: the network is down, a proxy or a firewall blocks the connection, no certificate
     * was chosen in time, or the service is not running.
     */
    "unreachable",
    /**
     * The response is not the service's: it is a proxy's page, a redirect to a login page, another program at this
     * address, or a service of another version.
     */
    "answer-malformed",
    /** The browser did not start a download, or aborted it: the disk is full, or the folder is not writable. */
    "download-failed",
    /** The person cancelled a download, or the prompt where to save it. */
    "download-cancelled",
    /** A policy of this browser or a security program forbids the download. */
    "download-forbidden",
    /**
     * The response is an old one: a service worker of the page answers from its cache, so that the in-page module
     * cannot see what the service has done. Let it pass requests below `/api/cert/` and `/.well-known/est/`.
     */
    "answer-cached",
    /**
     * A listener of the page stops clicks and key presses in the in-page module's dialog: it was registered on `window`
     * for the capture phase before the dialog opened. Make it ignore events that are not meant for the page, or
     * register it on `document`.
     */
    "presses-stopped",
    /** The browser has updated, reloaded or removed the extension while its dialog was open. */
    "extension-replaced",
    /** The page's host is not in the extension's list, or was removed while the page was open. */
    "site-not-configured",
    /** This site does not support `POST /api/cert`: its certificates are renewed in another way. */
    "renewal-not-offered",
    /**
     * The site refused `POST /api/cert` without giving a reason: it is too early, no certificate was chosen, or the
     * site does not renew this certificate.
     */
    "renewal-declined",
  ]),
  detail: v.string(),
  /** The codes of its causes, the most immediate first. */
  causes: v.optional(v.array(v.string()), []),
  /** The id under which the service logged the request. */
  request: v.optional(v.string()),
});
export type Failure = v.InferOutput<typeof Failure>;

/** Everything that can go wrong in a renewal, by the code for which every surface has a text. */
export type RenewalErrorCode = ErrorCode | Failure["code"];

/** A failed step of a renewal; `code` selects the text that the person reads. */
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

/** Whether an error is a RenewalError, including one from a script with its own copy of this class. */
export function isRenewalError(error: unknown): error is RenewalError {
  return error instanceof Error && error.name === "RenewalError";
}
