import { OperatorError } from "../system/operator-error.ts";

/** The error for a database that cannot be used, with the reason in parentheses. */
export function unusableDatabase(cause: unknown): OperatorError {
  const sentence = `The database cannot be used (${reasonOf(cause)}). Check its server and its disk, or correct its URL.`;
  return new OperatorError("database-unusable", sentence, { cause });
}

/** The innermost cause of an error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  // Several addresses were tried, for example for localhost.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.message;
}
