/** Details of a failure besides its code, for the support desk. */
export interface FailureTrace {
  /** The codes of its causes, the most immediate first: our own codes, and for other errors the name (`TypeError`). */
  readonly causes: readonly string[];
  /** The id under which the service logged the refused request. */
  readonly request: string | undefined;
}

/** Bounds the chain of causes, which may be circular. */
const maxCauses = 5;

/** The codes of an error's causes, the most immediate first. Messages are left out, because they may contain personal data. */
export function causeCodes(cause: unknown): readonly string[] {
  const codes: string[] = [];
  for (let error = cause; error instanceof Error && codes.length < maxCauses; error = error.cause) {
    codes.push("code" in error && typeof error.code === "string" ? error.code : error.name);
  }
  return codes;
}
