import type { administrationCodes } from "../../protocol/console/problem.ts";
import { RenewalError, type RenewalErrorCode } from "../../protocol/failure.ts";

/**
 * Everything that can go wrong on the administrators' site, by the code for which it has a text. `passkey-declined` is the
 * browser's: the person has not used a passkey.
 */
export type AdministrationErrorCode = RenewalErrorCode | (typeof administrationCodes)[number] | "passkey-declined";

/** A refusal of the administrators' API; `code` selects the text that the person reads. */
export class AdministrationError extends Error {
  override readonly name = "AdministrationError";
  readonly code: AdministrationErrorCode;
  /** The id under which the service logged the request. */
  readonly request: string | undefined;

  constructor(code: AdministrationErrorCode, detail: string, request: string | undefined) {
    super(detail);
    this.code = code;
    this.request = request;
  }
}

/** The code of whatever a call of the API has thrown; an error without one, which is a bug, counts as `internal`. */
export function codeOf(error: unknown): AdministrationErrorCode {
  return error instanceof AdministrationError || error instanceof RenewalError ? error.code : "internal";
}
