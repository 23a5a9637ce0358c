import type { ErrorCode } from "../../core/errors.ts";
import { causeCodes, type FailureTrace } from "../../core/failure-trace.ts";
import type { Failure } from "../../protocol/extension-message.ts";

/** Everything that can go wrong in a renewal, by the code that the dialog's texts explain. */
export type RenewalErrorCode = ErrorCode | Failure["code"];

/** A step of the renewal that failed; `code` chooses the text that the person reads. */
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
