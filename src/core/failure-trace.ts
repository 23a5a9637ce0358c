/** What is known of a failure beside its code, for whoever supports the person. */
export interface FailureTrace {
  /** The codes of its causes, the nearest first: our own codes, and of other errors the name (`TypeError`). */
  readonly causes: readonly string[];
  /** The number under which the service has logged the request that it refused. */
  readonly request: string | undefined;
}

/** A chain of causes that is longer than this goes round in a circle. */
const longest = 5;

/** The codes of an error's causes, the nearest first; sentences stay out, for they may name what is somebody's own. */
export function causeCodes(cause: unknown): readonly string[] {
  const codes: string[] = [];
  for (let error = cause; error instanceof Error && codes.length < longest; error = error.cause) {
    codes.push("code" in error && typeof error.code === "string" ? error.code : error.name);
  }
  return codes;
}
