import type { Failure } from "../protocol/extension-message.ts";

/** Something that the extension was asked to do and could not; `code` is what the dialog's texts explain. */
export class Failed extends Error {
  override readonly name = "Failed";
  readonly code: Failure["code"];

  constructor(code: Failure["code"], detail: string, options?: { readonly cause?: unknown }) {
    super(detail, options);
    this.code = code;
  }
}
