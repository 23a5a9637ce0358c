import type { RenewalWork } from "../../dialog/machine/renewal-work.ts";

// Two injected scripts share the isolated world, which the page cannot see, but no module.
const workName = Symbol.for("koshin.work");

/** Makes the work available to the dialog. */
export function exposeWork(work: RenewalWork): void {
  Reflect.set(globalThis, workName, work);
}

/** The work, if its script has been injected. */
export function exposedWork(): RenewalWork | undefined {
  const work: unknown = Reflect.get(globalThis, workName);
  return isWork(work) ? work : undefined;
}

function isWork(value: unknown): value is RenewalWork {
  return typeof value === "object" && value !== null && "prepareAttempt" in value && "writeReplacementFile" in value;
}
