import type { reenrol } from "../../client/est.ts";
import type { RenewalWork } from "../../dialog/machine/renewal-work.ts";

// Two injected scripts share the isolated world, which the page cannot see, but no module.
const workName = Symbol.for("koshin.work");

/** What is injected once the person renews. */
export interface ExposedWork extends RenewalWork {
  /** For a dialog that has outlived its background. */
  readonly reenrol: typeof reenrol;
}

/** Makes the work available to the dialog. */
export function exposeWork(work: ExposedWork): void {
  Reflect.set(globalThis, workName, work);
}

/** The work, if its script has been injected. */
export function exposedWork(): ExposedWork | undefined {
  const work: unknown = Reflect.get(globalThis, workName);
  return isWork(work) ? work : undefined;
}

function isWork(value: unknown): value is ExposedWork {
  return typeof value === "object" && value !== null && "prepareAttempt" in value && "writeReplacementFile" in value;
}
