import { codeOf } from "../../client/console/administration-error.ts";

/** What the service asks for before it does something: to log in again, or the second factor once more. */
export type Missing = "login" | "second-factor";

/** What is missing, if that is why a call failed. */
function missingOf(error: unknown): Missing | undefined {
  const code = codeOf(error);
  if (code === "not-logged-in") return "login";
  return code === "second-factor-needed" ? "second-factor" : undefined;
}

/** Makes a call; where a login or a code is missing, asks the person and makes it again. */
export type Attempt = <Value>(work: () => Promise<Value>) => Promise<Value>;

/**
 * Makes calls of the service such that nothing that a person has entered is lost when the session has expired. Several calls
 * that lack the same at once ask only once.
 *
 * @param ask asks the person; whether they have given what is missing
 * @returns throws what the call throws, also if the person declines
 */
export function attempting(ask: (missing: Missing) => Promise<boolean>): Attempt {
  let asking: { readonly missing: Missing; readonly answer: Promise<boolean> } | undefined;
  const askOnce = async (missing: Missing): Promise<boolean> => {
    if (asking !== undefined && asking.missing !== missing) await asking.answer;
    asking ??= { missing, answer: ask(missing).finally(() => (asking = undefined)) };
    return await asking.answer;
  };
  return async (work) => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const missing = missingOf(error);
        if (missing === undefined || !(await askOnce(missing))) throw error;
      }
    }
  };
}
