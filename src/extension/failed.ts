import { causeCodes, type FailureTrace } from "../core/failure-trace.ts";
import type { Failure } from "../protocol/extension-message.ts";

/** Something that the extension was asked to do and could not; `code` is what the dialog's texts explain. */
export class Failed extends Error {
  override readonly name = "Failed";
  readonly code: Failure["code"];
  readonly trace: FailureTrace;

  constructor(
    code: Failure["code"],
    detail: string,
    { request, ...options }: { readonly cause?: unknown; readonly request?: string | undefined } = {},
  ) {
    super(detail, options);
    this.code = code;
    this.trace = { causes: causeCodes(options.cause), request };
  }
}
