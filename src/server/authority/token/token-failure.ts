import { OperatorError } from "../../system/operator-error.ts";

/** Whether something failed because of a token, so that it succeeds once an operator has put that in order. */
export function isTokenFailure(error: unknown): boolean {
  return error instanceof OperatorError && error.code.startsWith("token-");
}
