import { OperatorError } from "../system/operator-error.ts";

/** A problem that keeps a service from starting or makes it unsafe, or a note, as a sentence that says what to do. */
export interface Finding {
  readonly what:
    | "data-folder"
    | "settings"
    | "variables"
    | "permissions"
    | "authority"
    | "server-certificate"
    | "master-key"
    | "database"
    | "audit-trail"
    | "notices"
    | "front"
    | "app";
  readonly sentence: string;
  /** Set if the service itself is correct, but its clients' configuration may not be. */
  readonly note?: true;
}

/** The findings of work that fails with an `OperatorError`: its sentence. */
export async function attempt(what: Finding["what"], work: () => Promise<unknown>): Promise<Finding[]> {
  return (await attemptTo(what, work)).findings;
}

/** The same, with what the work returns. */
export async function attemptTo<Value>(
  what: Finding["what"],
  work: () => Promise<Value>,
): Promise<{ readonly value?: Value; readonly findings: Finding[] }> {
  try {
    return { value: await work(), findings: [] };
  } catch (error) {
    if (error instanceof OperatorError) return { findings: [{ what, sentence: error.message }] };
    throw error;
  }
}
